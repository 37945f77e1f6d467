package dev.nightshift.training.spark;

import dev.nightshift.inference.plan.ModelCost;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.decoder.WorkingModel;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a model with fresh weights: what a training with {@code --config} starts from, as a model
 * of its own, so that it can be evaluated and a trained one held against it.
 */
public final class InitializeJob implements Job {

  @Override
  public String name() {
    return "initialize";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Makes a model with fresh weights from a configuration and a tokenizer";
  }

  @Override
  public String example() {
    return "--config config.json --tokenizer tokenizer --seed 7";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(
            ModelSource.CONFIG, OptionKind.INPUT, "config.json; the tokenizer's sizes win"),
        JobOption.required(ModelSource.TOKENIZER, OptionKind.INPUT, "Folder of the tokenizer"),
        JobOption.optional("output", OptionKind.OUTPUT_PATH, "Folder of the new model"));
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    ModelSource.check(arguments, faults);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    ModelSource model = new ModelSource(context, arguments);
    Publication publication = new Publication(this, context, arguments);
    Faults faults = new Faults();
    check(arguments, faults);
    model.checkFolders(faults);
    faults.throwIfAny();
    publication.check();
    Path work = context.workFolder();
    return publication.once(
        work,
        () -> {
          Path fresh = work.resolve("fresh");
          if (!WorkingModel.exists(fresh)) {
            try (Tokenizer tokenizer = Tokenizer.load(model.tokenizerFolder())) {
              model.write(fresh, tokenizer);
            }
          }
          JobOutcome outcome =
              JobOutcome.empty()
                  .count("parameters", ModelCost.of(WorkingModel.config(fresh), 1).total());
          publication.publish(fresh, null, outcome);
          return outcome;
        });
  }
}
