package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.ClientTable.Split;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.spark.FederatedStage;
import dev.nightshift.training.federated.spark.HeldOutStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One training by federated averaging, whatever the model: from a program and the clients' names to
 * the last state. Changes are vectors here, so every rule, mask and noise serves every model.
 */
final class FederatedRun {

  private final FederatedSetup setup;
  private final Measures measures;
  private final FederatedFlow flow;
  private final FederatedFlow.Result result;

  private FederatedRun(
      FederatedSetup setup, Measures measures, FederatedFlow flow, FederatedFlow.Result result) {
    this.setup = setup;
    this.measures = measures;
    this.flow = flow;
    this.result = result;
  }

  /**
   * Runs all rounds that are left.
   *
   * @param program the model and the data
   * @param names the clients' names, in the order of their numbers
   * @param earlier an earlier run whose rounds are taken over, or null
   */
  static FederatedRun of(
      JobContext context,
      FederateRequest request,
      ClientProgram program,
      List<String> names,
      @Nullable EarlierRun earlier)
      throws IOException {
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
    return new FederatedRun(setup, measures, flow, flow.run(measures.initial, earlier));
  }

  private static FederatedSetup setup(
      JobContext context,
      FederateRequest request,
      ClientProgram program,
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

    static Measures of(ClientProgram program, int clients) throws IOException {
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

  /** The parameters after the last round. */
  float[] parameters() {
    return result.state().weights();
  }

  /** Writes what a run with more rounds takes over into a folder that is there. */
  void writeState(Path folder) throws IOException {
    flow.writeState(result, folder);
  }

  /** Counts and values of the run. */
  JobOutcome outcome() {
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
