package dev.nightshift.training.spark.federated;

import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.decoder.DecoderProgram;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.spark.ExampleReader;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.Publication;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trains a language model by federated averaging: rows belong to clients, each round trains some of
 * them locally, on executors, and the server moves the model by what they found.
 *
 * <p>Killed at any moment and run again, the job goes on from the newest checkpoint to the same
 * end.
 */
public final class FederateJob implements FederatedJob {

  @Override
  public String name() {
    return "federate";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String summary() {
    return "train a language model by federated averaging over clients";
  }

  @Override
  public String example() {
    return "--model models/base --data table:speeches --client-key speaker --method fedadam"
        + " --rounds 100";
  }

  @Override
  public List<JobOption> options() {
    return FederateOptions.all();
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    ModelSource.check(arguments, faults);
    new FederateRequest(arguments).check(faults);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    FederateRequest request = new FederateRequest(arguments);
    ModelSource model = new ModelSource(context, arguments);
    Publication publication = new Publication(this, context, arguments);
    Faults faults = new Faults();
    check(arguments, faults);
    model.checkFolders(faults);
    request.checkSecret(context.spark(), faults);
    faults.throwIfAny();
    publication.check();
    Path work = context.workFolder();
    return publication.once(work, () -> train(context, arguments, request, model, publication));
  }

  private JobOutcome train(
      JobContext context,
      JobArguments arguments,
      FederateRequest request,
      ModelSource model,
      Publication publication)
      throws IOException {
    FederatedJob.Rounds rounds = rounds(context, arguments);
    Optional<EarlierRun> earlier = EarlierRun.find(this, context, arguments, request, "model");
    FederatedRun run = FederatedRun.of(context, rounds, earlier.orElse(null));
    JobOutcome outcome = FederatedData.refused(context, arguments, run.outcome());
    Path finished = context.workFolder().resolve("finished");
    CheckpointStore.writeAtomically(
        finished,
        folder -> {
          rounds.program().save(run.parameters(), folder);
          run.writeState(Files.createDirectories(EarlierRun.stateOf(folder)));
        });
    publication.publish(finished, model.parent().orElse(null), outcome);
    return outcome;
  }

  @Override
  public FederatedJob.Rounds rounds(JobContext context, JobArguments arguments) throws IOException {
    FederateRequest request = new FederateRequest(arguments);
    DecoderProgram program = program(context, request, new ModelSource(context, arguments));
    return new FederatedJob.Rounds(
        request,
        RequestDigest.of(this, context, arguments),
        program,
        ClientTable.read(Path.of(program.clients())).names(request.split()));
  }

  /** The model and the data, prepared once. */
  static DecoderProgram program(JobContext context, FederateRequest request, ModelSource model)
      throws IOException {
    Path work = context.workFolder();
    Path initial = work.resolve("initial");
    try (Tokenizer tokenizer = Tokenizer.load(model.tokenizerFolder())) {
      if (!WorkingModel.exists(initial)) {
        model.write(
            initial,
            tokenizer,
            given -> {
              given.requireLanguageModel("option 'model'");
              return given;
            });
      }
      AnswerEncoding encoding =
          new AnswerEncoding(tokenizer, WorkingModel.config(initial), request.maxLength());
      FederatedData.Prepared data =
          new FederatedData(
                  new ExampleReader(context), encoding, request.arguments(), "federate", work)
              .prepare();
      return new DecoderProgram(
          initial.toString(),
          request.tuning(),
          data.sequences().toString(),
          data.clients().toString(),
          request.split(),
          data.heldOut() == null ? null : data.heldOut().toString(),
          request.maxLength(),
          request.microBatchSize(),
          encoding.padding(),
          context.seed());
    }
  }
}
