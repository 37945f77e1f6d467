package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.answer.Answerer;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.ScoredSample;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskRequest;
import dev.nightshift.eval.task.TaskScore;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.model.Answer;
import dev.nightshift.runtime.model.SpreadAnswers;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Scores one model on one task after the other, and writes samples and results. */
final class TaskRun {

  /** Seed of the choice of examples: fixed, so that two models see the same prompts. */
  private static final long EXAMPLES_SEED = 1234;

  private final JobContext context;
  private final SpreadAnswers model;
  private final int limit;
  private final int fewshot;

  /**
   * @param model the model, and how requests are spread
   * @param limit most items of each task; 0 for all
   * @param fewshot examples in the prompt; -1 for what the task says
   */
  TaskRun(JobContext context, SpreadAnswers model, int limit, int fewshot) {
    this.context = context;
    this.model = model;
    this.limit = limit;
    this.fewshot = fewshot;
  }

  /**
   * The scores of a task.
   *
   * @param results as they stand in the lake
   * @param reused whether an earlier run had measured them
   */
  record Scored(List<StoredResult> results, boolean reused) {

    /** Adds the scores as values: the first filter's as task/metric, all as task/metric,filter. */
    JobOutcome addTo(JobOutcome outcome) {
      JobOutcome more = outcome;
      String first = results.get(0).filter();
      for (StoredResult result : results) {
        if (result.filter().equals(first)) {
          more = more.value(result.task() + "/" + result.metric(), result.value());
        }
        more = more.value(result.task() + "/" + result.scoreName(), result.value());
      }
      return more.count(results.get(0).task() + "/n", results.get(0).n());
    }
  }

  /**
   * Scores a task, or takes the scores that a committed run has measured with the same model, task
   * and settings: the results are then written once more, as this run's, and the samples stay where
   * they are.
   */
  Scored score(LoadedTask task, int segment) {
    TaskDefinition definition = task.definition();
    int examples = fewshot < 0 ? definition.numFewshot() : fewshot;
    String settings = settingsDigest(examples);
    List<StoredResult> known = known(task.digest(), settings, examples);
    if (!known.isEmpty()) {
      List<StoredResult> results =
          inOrder(definition, known).stream().map(r -> r.inRun(context.runId())).toList();
      writeResults(results, segment);
      context
          .progress()
          .line(line(definition, results) + " (measured by " + known.get(0).runId() + ")");
      return new Scored(results, true);
    }
    List<TaskRequest> requests = task.requests(examples, limit, EXAMPLES_SEED);
    List<ScoredSample> samples = new ArrayList<>(requests.size());
    try (Progress.Task progress =
        context.progress().start(definition.name(), "items", requests.size())) {
      for (Answer answer :
          model.answer(
              context.spark(),
              requests,
              definition.until(),
              definition.maxTokens(),
              done -> progress.at(done, ""))) {
        samples.add(ScoredSample.of(definition, requests.get(answer.position()), answer.text()));
      }
    }
    List<StoredResult> results = new ArrayList<>();
    for (TaskScore score : TaskScore.of(definition, samples)) {
      results.add(stored(task, settings, examples, score));
    }
    write(task, settings, samples, results, segment);
    context.progress().line(line(definition, results));
    return new Scored(results, false);
  }

  private void write(
      LoadedTask task,
      String settings,
      List<ScoredSample> samples,
      List<StoredResult> results,
      int segment) {
    List<StoredSample> rows =
        samples.stream()
            .map(
                s ->
                    new StoredSample(
                        model.digest(),
                        s.request().task(),
                        task.digest(),
                        settings,
                        s.request().sampleId(),
                        s.request().prompt(),
                        s.request().target(),
                        s.output(),
                        s.filtered(),
                        s.scores()))
            .toList();
    context.append(
        LakeTables.SAMPLES.name(),
        LakeTables.SAMPLES,
        StoredSample.CODEC.dataset(context.spark(), rows).coalesce(1),
        segment);
    writeResults(results, segment);
  }

  private void writeResults(List<StoredResult> results, int segment) {
    context.append(
        LakeTables.RESULTS.name(),
        LakeTables.RESULTS,
        StoredResult.CODEC.dataset(context.spark(), results).coalesce(1),
        segment);
  }

  private StoredResult stored(LoadedTask task, String settings, int examples, TaskScore score) {
    double error = score.estimate().standardError();
    return new StoredResult(
        model.digest(),
        task.definition().name(),
        task.definition().version(),
        task.digest(),
        task.data().layout(),
        score.filter(),
        score.metric(),
        score.higherIsBetter(),
        examples,
        settings,
        score.estimate().mean(),
        Double.isNaN(error) ? null : error,
        score.interval().low(),
        score.interval().high(),
        score.estimate().n(),
        context.runId());
  }

  /** What an earlier run measured; of several, the first one's. */
  private List<StoredResult> known(String taskDigest, String settings, int examples) {
    List<StoredResult> all =
        new LakeView(context.lake())
            .results(List.of(model.digest())).stream()
                .filter(r -> r.taskDigest().equals(taskDigest))
                .filter(r -> r.settingsDigest().equals(settings) && r.numFewshot() == examples)
                .toList();
    return all.stream().filter(r -> r.runId().equals(all.get(0).runId())).toList();
  }

  private static List<StoredResult> inOrder(TaskDefinition definition, List<StoredResult> results) {
    List<StoredResult> ordered = new ArrayList<>();
    definition
        .filters()
        .forEach(
            filter ->
                results.stream()
                    .filter(r -> r.filter().equals(filter.name()))
                    .forEach(ordered::add));
    return ordered;
  }

  private String settingsDigest(int examples) {
    return Digest.start()
        .add("evaluation-settings")
        .add(Answerer.VERSION)
        .add(limit)
        .add(examples)
        .add(EXAMPLES_SEED)
        .hex();
  }

  private static String line(TaskDefinition definition, List<StoredResult> results) {
    StoredResult first = inOrder(definition, results).get(0);
    return String.format(
        Locale.ROOT,
        "%s: %s %.4f of %d items [%s]",
        first.task(),
        first.metric(),
        first.value(),
        first.n(),
        first.filter());
  }
}
