package dev.nightshift.training.spark;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.decoder.ClientTable;
import dev.nightshift.training.federated.decoder.ClientTable.Split;
import dev.nightshift.training.federated.decoder.DecoderProgram;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.spark.FederatedStage;
import dev.nightshift.training.federated.spark.HeldOutStage;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Trains a language model by federated averaging: rows belong to clients, each round trains some of
 * them locally, on executors, and the server moves the model by what they found.
 *
 * <p>Killed at any moment and run again, the job goes on from the newest checkpoint to the same
 * end.
 */
public final class FederateJob implements Job {

  @Override
  public String name() {
    return "federate";
  }

  @Override
  public int version() {
    return 1;
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
  public JobOutcome run(JobContext context, JobArguments arguments) {
    FederateRequest request = new FederateRequest(arguments);
    ModelSource model = new ModelSource(context, arguments);
    Publication publication = new Publication(this, context, arguments);
    Faults faults = new Faults();
    model.check(faults);
    request.check(faults);
    faults.throwIfAny();
    publication.check();
    Path work = context.workFolder();
    return TrainingFlow.files(
        "job " + name(),
        work,
        () -> {
          JobOutcome outcome = publication.finished().orElse(null);
          if (outcome == null) {
            outcome = train(context, request, model, publication);
          }
          outcome = publication.register(outcome);
          FolderSwap.delete(work);
          return outcome;
        });
  }

  private static JobOutcome train(
      JobContext context, FederateRequest request, ModelSource model, Publication publication)
      throws IOException {
    Path work = context.workFolder();
    DecoderProgram program = program(context, request, model);
    ClientTable table = ClientTable.read(Path.of(program.clients()));
    List<String> names = table.names(request.split());
    Measures measures = Measures.of(program, names.size());
    int perRound = request.split() == Split.CENTRAL ? 1 : request.clientsPerRound();
    FederatedData.requireClients(perRound, names.size());
    ClientSampling sampling = new ClientSampling(request.sampling(), perRound, names.size());
    FederatedSetup setup = setup(context, request, program, names, sampling);
    FederatedStage stage =
        new FederatedStage(
            context.spark(),
            request.combination(),
            measures.initial.length * (setup.server().method() == FederatedMethod.SCAFFOLD ? 2 : 1),
            context.seed(),
            request.weighted() ? measures.mostExamples : 1,
            request.partitions());
    FederatedFlow flow =
        new FederatedFlow(
            context,
            request,
            setup,
            stage,
            new HeldOutStage(context.spark(), program, measures.heldOutParts));
    FederatedFlow.Result result = flow.run(() -> measures.initial);
    JobOutcome outcome = outcome(setup, measures, result);
    Path finished = work.resolve("finished");
    CheckpointStore.writeAtomically(
        finished,
        folder -> {
          program.save(result.state().weights(), folder);
          Path training = folder.resolve(CheckpointStore.TRAINING).resolve("federated");
          result.state().write(Files.createDirectories(training));
        });
    publication.publish(finished, model.parent().orElse(null), outcome);
    return outcome;
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
          new FederatedData(new ExampleReader(context), encoding, request.arguments(), work)
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

  private static FederatedSetup setup(
      JobContext context,
      FederateRequest request,
      DecoderProgram program,
      List<String> names,
      ClientSampling sampling) {
    FederatedBudget budget = FederatedBudget.of(request, sampling);
    SecretSource source = request.needsSecret() ? request.secretSource() : null;
    return new FederatedSetup(
        program,
        names,
        sampling,
        request.local(context.seed()),
        request.treatment(budget == null ? 0 : budget.noiseMultiplier()),
        request.attacks(context.seed(), names.size()),
        request.server(),
        request.rule(),
        budget,
        source,
        source == null ? null : source.open().ofRun(context.runId()),
        context.seed());
  }

  /**
   * What the driver looks up once.
   *
   * @param initial the parameters before the first round
   * @param examples rows of all clients
   * @param mostExamples rows of the greatest client
   * @param heldOutParts parts of the held-out data
   */
  private record Measures(float[] initial, long examples, int mostExamples, int heldOutParts) {

    static Measures of(DecoderProgram program, int clients) throws IOException {
      try (ClientSession session = program.open()) {
        long all = 0;
        int most = 1;
        for (int client = 0; client < clients; client++) {
          all += session.examples(client);
          most = Math.max(most, session.examples(client));
        }
        return new Measures(session.initial(), all, most, session.heldOutParts());
      }
    }
  }

  private static JobOutcome outcome(
      FederatedSetup setup, Measures measures, FederatedFlow.Result result) {
    FederatedProgress progress = result.progress();
    JobOutcome outcome =
        JobOutcome.empty()
            .count("clients", setup.names().size())
            .count("examples", measures.examples)
            .count("parameters", measures.initial.length)
            .count("rounds", progress.round())
            .count("clients-trained", progress.parts())
            .count("clients-left-out", progress.leftOut());
    for (Map.Entry<String, Double> value : progress.before().entrySet()) {
      outcome = outcome.value("before/" + value.getKey(), value.getValue());
    }
    for (Map.Entry<String, Double> value : progress.last().entrySet()) {
      outcome = outcome.value(value.getKey(), value.getValue());
    }
    FederatedBudget budget = setup.budget();
    if (budget != null) {
      outcome =
          outcome
              .value("noise-multiplier", budget.noiseMultiplier())
              .value("epsilon", result.epsilon());
    }
    return outcome;
  }
}
