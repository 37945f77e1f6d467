package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.ClientTable.Split;
import dev.nightshift.training.federated.secure.Quantisation;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.secure.SurvivorRecord;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.spark.FederatedStage;
import dev.nightshift.training.federated.spark.HeldOutStage;
import dev.nightshift.training.federated.spark.SecureRounds;
import dev.nightshift.training.federated.spark.ServerSecret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
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
   * @param earlier an earlier run whose rounds are taken over, or null
   */
  static FederatedRun of(
      JobContext context, FederatedJob.Rounds rounds, @Nullable EarlierRun earlier)
      throws IOException {
    Measures measures = Measures.of(rounds.program(), rounds.names().size());
    FederatedSetup setup = setup(context, rounds);
    FederatedFlow flow =
        new FederatedFlow(
            context, rounds.request(), setup, clients(context, rounds, setup, measures));
    return new FederatedRun(setup, measures, flow, flow.run(measures.initial, earlier));
  }

  /**
   * Computes a round of a run that is done again.
   *
   * @param context with the seed and the inputs of the run
   * @param published the folder of the state of the run's model
   * @param round the round
   * @param rows what the run told, by round
   * @return the round whose state it started from
   */
  static long replay(
      JobContext context,
      FederatedJob.Rounds rounds,
      Path published,
      long round,
      Map<Long, FederatedReplay.States> rows)
      throws IOException {
    Measures measures = Measures.of(rounds.program(), rounds.names().size());
    FederatedSetup setup = setup(context, rounds);
    return new FederatedReplay(context, setup, clients(context, rounds, setup, measures))
        .run(measures.initial, published, round, rows);
  }

  private static FederatedClients clients(
      JobContext context, FederatedJob.Rounds rounds, FederatedSetup setup, Measures measures) {
    FederateRequest request = rounds.request();
    requireRoom(request, rounds.names().size(), measures.initial.length);
    FederatedStage stage =
        new FederatedStage(
            context.spark(),
            request.combination(),
            measures.initial.length * (setup.server().method() == FederatedMethod.SCAFFOLD ? 2 : 1),
            context.seed(),
            request.secure() && setup.secret() != null
                ? new SecureRounds(
                    request.weighted() ? measures.mostExamples : 1,
                    new SurvivorRecord(FederatedFlow.survivors(context, setup), setup.secret()),
                    () -> UUID.randomUUID().toString())
                : null,
            request.partitions());
    return new FederatedClients(
        request,
        setup,
        stage,
        new HeldOutStage(context.spark(), rounds.program(), measures.heldOutParts),
        context.workFolder());
  }

  /** What the driver knows of a run; of the secret, the server's part alone. */
  static FederatedSetup setup(JobContext context, FederatedJob.Rounds rounds) {
    FederateRequest request = rounds.request();
    String digest = rounds.digest();
    ClientProgram program = rounds.program();
    List<String> names = rounds.names();
    int perRound = request.split() == Split.CENTRAL ? 1 : request.clientsPerRound();
    FederatedData.requireClients(perRound, names.size());
    ClientSampling sampling = new ClientSampling(request.sampling(), perRound, names.size());
    SecretSource source = request.needsSecret() ? request.secretSource() : null;
    SecretSeed secret = source == null ? null : ServerSecret.of(context.spark(), source, digest);
    long drawSeed =
        secret != null && request.isPrivate()
            ? ByteBuffer.wrap(secret.derive("client sampling")).getLong()
            : context.seed();
    boolean local = request.privacy().equals("local");
    FederatedBudget budget =
        FederatedBudget.of(
            request, sampling, local ? sampling.mostRounds(drawSeed, request.rounds()) : 0);
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
        secret,
        digest,
        drawSeed);
  }

  /** Refuses masked numbers that are too coarse for the bound that central noise rests on. */
  private static void requireRoom(FederateRequest request, int clients, int parameters) {
    if (!request.secure() || !request.privacy().equals("central")) {
      return;
    }
    double room = new Quantisation(clients, request.secureRange()).displacement(parameters);
    if (room > request.clipNorm() / 2) {
      throw new RequestException(
          String.format(
              Locale.ROOT,
              "whole numbers up to --secure-range %s move a change of %d parameters by up to %.3g,"
                  + " and --clip-norm is %s",
              request.secureRange(),
              parameters,
              room,
              request.clipNorm()),
          "option 'secure-range'",
          "Lower it, or raise --clip-norm.");
    }
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
            .count("parameters", measures.initial.length)
            .count("rounds", progress.round());
    if (!setup.isPrivate()) {
      outcome =
          outcome
              .count("examples", measures.examples)
              .count("clients-trained", progress.parts())
              .count("clients-left-out", progress.leftOut());
    }
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
