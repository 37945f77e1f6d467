package dev.nightshift.training.spark.meta;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.spark.Publication;
import dev.nightshift.training.spark.Resumption;
import dev.nightshift.training.spark.SegmentRunner;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Meta-learning: an initialisation, rates or an embedding from which few examples of a new task
 * suffice. How well it adapts is measured on test tasks before and after, and on tasks for the
 * validation on the way.
 *
 * <p>Killed at any moment and run again, it goes on from what is there, as every training does.
 */
public final class MetaJob implements Job {

  @Override
  public String name() {
    return "meta";
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public String summary() {
    return "learn to learn: train on tasks, so that few examples of a new one suffice";
  }

  @Override
  public String example() {
    return "--method maml --protocol sine --steps 2000";
  }

  @Override
  public List<JobOption> options() {
    return MetaOptionList.all();
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    MetaOptions options = new MetaOptions(arguments);
    options.check(faults);
    MetaPreparation.check(arguments, options, faults);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    MetaOptions options = new MetaOptions(arguments);
    MetaPreparation preparation = new MetaPreparation(context, arguments, options);
    Faults faults = new Faults();
    check(arguments, faults);
    preparation.checkInputs(this, faults);
    faults.throwIfAny();
    Publication publication =
        new Publication(
            this,
            context,
            arguments,
            options.protocol().equals(MetaOptions.LANGUAGE) ? ModelDigest::of : NetFolder::digest);
    publication.check();
    Path work = context.workFolder();
    SegmentRunner runner =
        new SegmentRunner(context.spark(), work, options.workers(), options.execution());
    runner.requireSlots();
    return publication.once(work, () -> train(context, options, preparation, publication, runner));
  }

  private static JobOutcome train(
      JobContext context,
      MetaOptions options,
      MetaPreparation preparation,
      Publication publication,
      SegmentRunner runner)
      throws IOException {
    Path initial = runner.store().initial();
    MetaProgram<?> program = preparation.program(initial);
    options.warnings().forEach(context.progress()::line);
    List<Segment> chain =
        Segment.chain(
            Resumption.stepsBehind(initial, options.steps()),
            options.steps(),
            options.checkpointEvery(),
            options.evaluateEvery());
    TrainingFlow.Result result =
        new TrainingFlow(context, runner, options.retries())
            .run(
                new MetaCourse(
                    context, program, options.steps(), options.episodes(), options.nearestTasks()),
                chain,
                new Selection("", false, 0));
    JobOutcome outcome =
        JobOutcome.empty()
            .count("steps", result.steps())
            .count("tasks", result.steps() * program.settings().batchSize())
            .count("parameters", NetFolder.parameters(initial));
    for (Map.Entry<String, Long> count : preparation.counts().entrySet()) {
      outcome = outcome.count(count.getKey(), count.getValue());
    }
    for (Map.Entry<String, Double> value : result.before().entrySet()) {
      outcome = outcome.value("before/" + value.getKey(), value.getValue());
    }
    for (Map.Entry<String, Double> value : result.after().entrySet()) {
      outcome = outcome.value(value.getKey(), value.getValue());
    }
    Double loss = result.last().get("train/loss");
    if (loss != null) {
      outcome = outcome.value("train/loss", loss);
    }
    if (result.seconds() > 0) {
      outcome =
          outcome.value(
              "tasks-per-second",
              result.steps() * program.settings().batchSize() / result.seconds());
    }
    publication.publish(result.checkpoint(), preparation.parent().orElse(null), outcome);
    return outcome;
  }
}
