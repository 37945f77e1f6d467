package dev.nightshift.training.spark;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.TrainingProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the training jobs share: checks, the initial checkpoint, the chain of segments, and the
 * publication of the model. A method says how its data become sequences and what its program is.
 *
 * <p>Killed at any moment and run again, a job goes on from what is there: prepared data, the
 * newest checkpoint, or the published model.
 */
public abstract class TrainingJob implements Job {

  /**
   * What a method prepared.
   *
   * @param course what the segments do
   * @param steps steps of the whole training
   * @param cycle steps that belong together, after which a segment ends; 0 for none
   * @param criterion the held-out loss that tells a better model, or null where there are no
   *     held-out data
   * @param outcome counts of the data
   */
  public record Prepared(
      TrainingFlow.Course course,
      long steps,
      long cycle,
      @Nullable String criterion,
      JobOutcome outcome) {

    /** A training that runs the same program in all its segments. */
    public Prepared(
        TrainingProgram program, long steps, @Nullable String criterion, JobOutcome outcome) {
      this((segment, start) -> program, steps, 0, criterion, outcome);
    }
  }

  /**
   * What a method may use for its preparation.
   *
   * @param context the run
   * @param arguments the job's options
   * @param options those that all methods share
   * @param model the model that the training starts from
   * @param initial the same as float32 weights, in a folder that all workers see
   * @param reader of the inputs
   * @param encoding of texts
   * @param folder for what is prepared
   */
  public record Preparation(
      JobContext context,
      JobArguments arguments,
      TrainingOptions options,
      ModelSource model,
      Path initial,
      ExampleReader reader,
      AnswerEncoding encoding,
      Path folder) {}

  /** Adds a fault for each option of the method that is wrong. */
  protected abstract void checkMethod(JobArguments arguments, Faults faults);

  /** Adds a fault where the options do not say how long the training is. */
  protected void checkLength(TrainingOptions options, Faults faults) {
    options.checkLength(faults);
  }

  /**
   * The configuration that the training starts from; where it has another head than the given one,
   * that head is drawn fresh. A language model, as it was given, unless a method says otherwise.
   *
   * @throws RequestException if the method cannot start from such a model
   */
  protected ModelConfig start(ModelConfig given, Tokenizer tokenizer, JobArguments arguments) {
    given.requireLanguageModel("option 'model'");
    return given;
  }

  /** Turns the inputs into sequences. */
  protected abstract Prepared prepare(Preparation preparation) throws IOException;

  /** Adds what the method measured. */
  protected abstract JobOutcome summarise(JobOutcome outcome, TrainingFlow.Result result);

  @Override
  public final void check(JobArguments arguments, Faults faults) {
    TrainingOptions options = new TrainingOptions(arguments);
    checkLength(options, faults);
    options.check(faults);
    ModelSource.check(arguments, faults);
    ModelSource.checkResume(arguments, faults);
    checkMethod(arguments, faults);
  }

  @Override
  public final JobOutcome run(JobContext context, JobArguments arguments) {
    TrainingOptions options = new TrainingOptions(arguments);
    ModelSource model = new ModelSource(context, arguments);
    Publication publication = new Publication(this, context, arguments);
    Faults faults = new Faults();
    check(arguments, faults);
    model.checkFolders(faults);
    model.resumption().ifPresent(resumption -> resumption.check(this, context, arguments, faults));
    faults.throwIfAny();
    publication.check();
    Path work = context.workFolder();
    SegmentRunner runner =
        new SegmentRunner(context.spark(), work, options.workers(), options.execution());
    runner.requireSlots();
    return publication.once(
        work, () -> train(context, arguments, options, model, publication, runner));
  }

  private JobOutcome train(
      JobContext context,
      JobArguments arguments,
      TrainingOptions options,
      ModelSource model,
      Publication publication,
      SegmentRunner runner)
      throws IOException {
    Path initial = runner.store().initial();
    Prepared prepared;
    try (Tokenizer tokenizer = Tokenizer.load(model.tokenizerFolder())) {
      if (!WorkingModel.exists(initial)) {
        model.writeOrResume(initial, tokenizer, given -> start(given, tokenizer, arguments));
      }
      ModelConfig config = WorkingModel.config(initial);
      prepared =
          prepare(
              new Preparation(
                  context,
                  arguments,
                  options,
                  model,
                  initial,
                  new ExampleReader(context),
                  new AnswerEncoding(tokenizer, config, options.maxLength()),
                  context.workFolder()));
    }
    long start = Resumption.stepsBehind(initial, prepared.steps());
    List<Segment> chain =
        Segment.chain(
            start,
            prepared.steps(),
            options.checkpointEvery(),
            options.evaluateEvery() * Math.max(1, prepared.cycle()),
            prepared.cycle());
    TrainingFlow.Result result =
        new TrainingFlow(context, runner, options.retries())
            .run(prepared.course(), chain, options.selection(prepared.criterion()));
    JobOutcome outcome = prepared.outcome().count("steps", result.steps());
    if (result.selected() != result.steps()) {
      outcome = outcome.count("selected-step", result.selected());
    }
    Double loss = result.last().get("train/loss");
    if (loss != null) {
      outcome = outcome.value("train/loss", loss);
    }
    if (result.seconds() > 0) {
      outcome = outcome.value("tokens-per-second", result.tokens() / result.seconds());
    }
    outcome = summarise(outcome, result);
    publication.publish(result.checkpoint(), model.parent().orElse(null), outcome);
    return outcome;
  }
}
