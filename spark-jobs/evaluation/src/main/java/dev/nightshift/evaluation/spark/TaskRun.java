package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.answer.AnswerPlan;
import dev.nightshift.eval.answer.Answerer;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.task.GenerationPlan;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.SampleScorer;
import dev.nightshift.eval.task.ScoredSample;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskScore;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.model.SpreadAnswers;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scores one model on one task after the other, and writes samples and results. Items are asked in
 * rounds of {@value #ROUND}; a round's samples are written when it has finished.
 */
final class TaskRun {

  /** Items of a round. */
  static final int ROUND = 256;

  /** Seed of the choice of examples: that of lm-evaluation-harness, so that prompts are equal. */
  private static final long EXAMPLES_SEED = 1234;

  /** Seed of drawn answers: fixed, so that results can be compared. */
  private static final long SAMPLING_SEED = 1234;

  private final JobContext context;
  private final SpreadAnswers model;
  private final TaskSettings settings;
  private final AnswerFiles finished;

  /** What committed runs have measured of the model. */
  private final List<StoredResult> measured;

  TaskRun(JobContext context, SpreadAnswers model, TaskSettings settings) {
    this.context = context;
    this.model = model;
    this.settings = settings;
    this.finished = new AnswerFiles(context.workFolder().resolve("answers"));
    this.measured = new LakeView(context.lake()).results(List.of(model.digest()));
  }

  /**
   * The scores of a task or a group.
   *
   * @param results as they stand in the lake
   * @param reused whether an earlier run had measured them
   */
  record Scored(List<StoredResult> results, boolean reused) {

    /** Adds the scores as values: the first filter's as task/metric, all as task/metric,filter. */
    JobOutcome addTo(JobOutcome outcome) {
      if (results.isEmpty()) {
        return outcome;
      }
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

  /** How many segments of samples a task takes. */
  int segments(LoadedTask task) {
    return (task.count(settings.limit()) + ROUND - 1) / ROUND;
  }

  /**
   * Scores a task, or takes the scores that a committed run has measured with the same model, task
   * and settings: the results are then written once more, as this run's, and the samples stay where
   * they are.
   *
   * @param segment segment of its results
   * @param firstSamples first segment of its samples
   */
  Scored score(LoadedTask task, int segment, int firstSamples) {
    TaskDefinition definition = task.definition();
    int examples = settings.examples(definition);
    String digest = settingsDigest(examples);
    List<StoredResult> known = known(task.digest(), digest, examples);
    if (!known.isEmpty()) {
      List<StoredResult> results =
          inOrder(definition, known).stream().map(r -> r.inRun(context.runId())).toList();
      writeResults(results, segment);
      context
          .progress()
          .line(line(definition, results) + " (measured by " + known.get(0).runId() + ")");
      return new Scored(results, true);
    }
    List<ScoredSample> samples = ask(task, digest, examples, firstSamples);
    List<StoredResult> results = new ArrayList<>();
    for (TaskScore score : TaskScore.of(definition, samples)) {
      results.add(stored(task, digest, examples, score));
    }
    writeResults(results, segment);
    context.progress().line(line(definition, results));
    return new Scored(results, false);
  }

  private List<ScoredSample> ask(LoadedTask task, String digest, int examples, int firstSamples) {
    TaskDefinition definition = task.definition();
    List<ItemRequest> requests =
        task.requests(examples, settings.limit(), EXAMPLES_SEED, settings.style());
    List<ScoredSample> samples = new ArrayList<>(requests.size());
    SampleScorer scorer = new SampleScorer(task, Runtime.getRuntime().availableProcessors());
    try (Progress.Task progress =
        context.progress().start(definition.name(), "items", requests.size())) {
      for (int from = 0; from < requests.size(); from += ROUND) {
        List<ItemRequest> round = requests.subList(from, Math.min(requests.size(), from + ROUND));
        List<ScoredSample> scored =
            scorer.score(requests, answers(task, digest, round, from, progress));
        writeSamples(task, digest, scored, firstSamples + from / ROUND);
        samples.addAll(scored);
      }
    }
    return samples;
  }

  /** The answers of a round, kept beside the run once they are all there. */
  private List<ItemAnswer> answers(
      LoadedTask task, String digest, List<ItemRequest> round, int from, Progress.Task progress) {
    String name =
        Digest.start()
            .add("answers-of-a-round")
            .add(model.digest())
            .add(task.digest())
            .add(digest)
            .add(from)
            .hex();
    return finished
        .read(name)
        .filter(known -> known.size() == round.size())
        .orElseGet(
            () -> {
              List<ItemAnswer> answers = new ArrayList<>();
              int part = model.batchSize() * model.partitionsOn(context.spark());
              for (int at = 0; at < round.size(); at += part) {
                List<ItemRequest> some = round.subList(at, Math.min(round.size(), at + part));
                answers.addAll(model.answer(context.spark(), some, plan(task.definition())));
                progress.at(from + answers.size(), "");
              }
              finished.write(name, answers);
              return answers;
            });
  }

  private static AnswerPlan plan(TaskDefinition task) {
    GenerationPlan plan = task.generation();
    return new AnswerPlan(
        plan.until(),
        plan.maxTokens(),
        task.repeats(),
        plan.temperature(),
        plan.topK(),
        plan.topP(),
        SAMPLING_SEED);
  }

  private void writeSamples(
      LoadedTask task, String digest, List<ScoredSample> samples, int segment) {
    List<StoredSample> rows =
        samples.stream().map(s -> StoredSample.of(model.digest(), task, digest, s)).toList();
    context.append(
        LakeTables.SAMPLES.name(),
        LakeTables.SAMPLES,
        StoredSample.CODEC.dataset(context.spark(), rows).coalesce(1),
        segment);
  }

  /** Writes results as one segment. */
  void writeResults(List<StoredResult> results, int segment) {
    context.append(
        LakeTables.RESULTS.name(),
        LakeTables.RESULTS,
        StoredResult.CODEC.dataset(context.spark(), results).coalesce(1),
        segment);
  }

  private StoredResult stored(LoadedTask task, String digest, int examples, TaskScore score) {
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
        digest,
        score.value(),
        Double.isNaN(score.standardError()) ? null : score.standardError(),
        score.interval().low(),
        score.interval().high(),
        score.n(),
        task.definition().kind().label(),
        score.aggregation().name(),
        List.of(),
        settings.limit(),
        task.definition().fixturesOnly(),
        score.clusters(),
        context.runId());
  }

  /** What an earlier run measured; of several, the first one's. */
  private List<StoredResult> known(String taskDigest, String digest, int examples) {
    List<StoredResult> all =
        measured.stream()
            .filter(r -> r.taskDigest().equals(taskDigest))
            .filter(r -> r.settingsDigest().equals(digest) && r.numFewshot() == examples)
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
    return settings
        .addTo(
            Digest.start()
                .add("evaluation-settings")
                .add(Answerer.VERSION)
                .add(examples)
                .add(EXAMPLES_SEED)
                .add(SAMPLING_SEED))
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
