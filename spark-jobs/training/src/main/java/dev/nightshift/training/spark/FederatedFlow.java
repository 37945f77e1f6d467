package dev.nightshift.training.spark;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.federated.CentralNoise;
import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.ClientStage;
import dev.nightshift.training.federated.ControlVariates;
import dev.nightshift.training.federated.LeftOut;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.federated.spark.HeldOutStage;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives rounds from the newest checkpoint on. A checkpoint is written every few rounds, after
 * their rows; a run that was killed in between computes those rounds again, to the same rows, and
 * appends none twice. The work folder keeps how many rounds lie between checkpoints, so that
 * another number at a rerun changes no segment.
 */
final class FederatedFlow {

  /** A row of {@code rounds}. */
  record RoundRow(
      long round,
      String method,
      String rule,
      String stateBefore,
      String stateAfter,
      int sampled,
      int takenPart,
      String clientsDigest,
      Map<String, String> leftOut,
      @Nullable Double epsilon,
      @Nullable String obstacle,
      Map<String, Double> values) {}

  /**
   * What came out.
   *
   * @param progress of the last round
   * @param state the server's state after it
   * @param epsilon what all rounds cost; NaN where privacy is not accounted for
   */
  record Result(FederatedProgress progress, ServerState state, double epsilon) {}

  private static final RecordCodec<RoundRow> ROUNDS =
      RecordCodec.of(RoundRow.class, LakeTables.ROUNDS);
  private static final RecordCodec<TrainingFlow.Metric> METRICS =
      RecordCodec.of(TrainingFlow.Metric.class, LakeTables.METRICS);

  private final JobContext context;
  private final FederateRequest request;
  private final FederatedSetup setup;
  private final ClientStage stage;
  private final HeldOutStage heldOut;
  private final Path work;
  private final CheckpointStore store;
  private final ControlVariates variates;
  private final List<RoundRow> rows = new ArrayList<>();
  private final List<TrainingFlow.Metric> metrics = new ArrayList<>();
  private final int[] participations;

  FederatedFlow(
      JobContext context,
      FederateRequest request,
      FederatedSetup setup,
      ClientStage stage,
      HeldOutStage heldOut) {
    this.context = context;
    this.request = request;
    this.setup = setup;
    this.stage = stage;
    this.heldOut = heldOut;
    this.work = context.workFolder();
    this.store = new CheckpointStore(work.resolve("rounds"));
    this.variates = new ControlVariates(work.resolve("variates"));
    this.participations = new int[setup.names().size()];
  }

  /** The folder of the clients' control variates. */
  Path variates() {
    return work.resolve("variates");
  }

  /**
   * Runs the rounds that are left and within the budget.
   *
   * @param initial gives the parameters before the first round, where there is no checkpoint
   */
  Result run(Supplier<float[]> initial) throws IOException {
    int every = checkpointEvery();
    if (store.newest().isEmpty()) {
      start(initial.get());
    }
    long done = store.newest().orElseThrow();
    FederatedProgress progress = FederatedProgress.read(store.folder(done));
    requireSameSecret(progress);
    ServerState state = ServerState.read(store.folder(done));
    for (long round = 1; round <= done; round++) {
      count(setup.clients(round));
    }
    long last = lastRound();
    RoundServer server = server();
    try (Progress.Task task = context.progress().start("federating", "rounds", last)) {
      for (long round = done + 1; round <= last; round++) {
        progress = round(server, state, progress, round, round == last);
        task.at(round, note(progress));
        if (round % every == 0 || round == last) {
          commit(round);
          progress.write(store, state);
          keep();
        }
      }
    }
    if (last < request.rounds() && setup.budget() != null) {
      context
          .progress()
          .line(
              String.format(
                  Locale.ROOT,
                  "the privacy budget of epsilon %s at delta %s is spent: training ends after round"
                      + " %d of %d",
                  setup.budget().budget().epsilon(),
                  setup.budget().budget().delta(),
                  last,
                  request.rounds()));
    }
    return new Result(progress, state, epsilon(progress.round()));
  }

  private int checkpointEvery() throws IOException {
    Path file = work.resolve("checkpoint-every");
    if (!Files.exists(file)) {
      CheckpointStore.writeAtomically(
          file,
          folder ->
              Files.writeString(
                  folder.resolve("rounds"), Integer.toString(request.checkpointEvery())));
    }
    return Integer.parseInt(Files.readString(file.resolve("rounds")));
  }

  private void start(float[] weights) throws IOException {
    ServerState state = ServerState.start(setup.server(), weights);
    Map<String, Double> before = measured(state, 0);
    before.forEach((name, value) -> metrics.add(new TrainingFlow.Metric(0, name, value)));
    commit(0);
    new FederatedProgress(0, setup.fingerprint(), before, before, 0, 0).write(store, state);
  }

  private void requireSameSecret(FederatedProgress progress) {
    if (!progress.secret().equals(setup.fingerprint())) {
      throw new RequestException(
          "the run was begun with another secret",
          "option 'secret-source'",
          "Give the secret that it was begun with: masks and noise follow from it.");
    }
  }

  private RoundServer server() {
    FederatedBudget budget = setup.budget();
    CentralNoise noise = null;
    if (budget != null && !budget.local() && setup.secret() != null) {
      noise =
          new CentralNoise(
              budget.noiseMultiplier() * setup.treatment().normBound(),
              setup.sampling().perRound(),
              setup.secret());
    }
    return new RoundServer(
        new ServerOptimizer(setup.server()),
        !setup.rule().equals(RobustRules.MEAN),
        noise,
        setup.names().size());
  }

  private void count(int[] clients) {
    for (int client : clients) {
      participations[client]++;
    }
  }

  /** What the rounds so far cost; with local noise, the client that took part most often. */
  private double epsilon(long rounds) {
    FederatedBudget budget = setup.budget();
    if (budget == null) {
      return Double.NaN;
    }
    return budget.budget().spent(budget.local() ? most(participations) : rounds);
  }

  private static int most(int[] counts) {
    int most = 0;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    return most;
  }

  /** The last round that the budget allows. */
  private long lastRound() {
    FederatedBudget budget = setup.budget();
    long rounds = request.rounds();
    if (budget == null || !request.hasBudget()) {
      return rounds;
    }
    if (!budget.local()) {
      return greatest(rounds, budget);
    }
    long allowed = greatest(rounds, budget);
    int[] counts = new int[participations.length];
    for (long round = 1; round <= rounds; round++) {
      for (int client : setup.clients(round)) {
        counts[client]++;
      }
      if (most(counts) > allowed) {
        return round - 1;
      }
    }
    return rounds;
  }

  /** The greatest number of costs that are within the budget, by bisection. */
  private static long greatest(long most, FederatedBudget budget) {
    long low = 0;
    long high = most;
    while (low < high) {
      long middle = (low + high + 1) / 2;
      if (budget.budget().allows(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private FederatedProgress round(
      RoundServer server, ServerState state, FederatedProgress progress, long round, boolean last)
      throws IOException {
    int[] clients = setup.clients(round);
    String before = state.digest();
    RoundResult result =
        stage.run(
            new RoundTask(
                setup.program(),
                setup.local(),
                setup.treatment(),
                setup.attacks(),
                setup.secretSource(),
                context.runId(),
                round,
                forClients(state, round - 1).toString(),
                setup.server().method() == FederatedMethod.SCAFFOLD ? variates().toString() : null,
                clients));
    requireSomeWork(round, result);
    Map<String, Double> values = new LinkedHashMap<>(server.apply(state, round, result));
    count(clients);
    if (last || (request.evaluateEvery() > 0 && round % request.evaluateEvery() == 0)) {
      values.putAll(measured(state, round));
    }
    double epsilon = epsilon(round);
    rows.add(row(round, before, state.digest(), clients, result, epsilon, values));
    values.forEach(
        (name, value) ->
            metrics.add(
                new TrainingFlow.Metric(
                    round, name.startsWith("validation/") ? name : "train/" + name, value)));
    return new FederatedProgress(
        round,
        progress.secret(),
        progress.before(),
        values,
        progress.parts() + result.parts(),
        progress.leftOut() + clients.length - result.parts());
  }

  /** Where every client fails in the same way, the fault is not theirs. */
  private static void requireSomeWork(long round, RoundResult result) {
    List<ClientReport> reports = result.reports();
    if (!reports.isEmpty()
        && reports.stream().allMatch(report -> report.leftOut() == LeftOut.FAILED)) {
      throw new WorkException(
          "all clients of round " + round + " failed: " + reports.get(0).detail(),
          "federated averaging",
          "Look into the logs of the executors; the last checkpoint is intact.");
    }
  }

  private RoundRow row(
      long round,
      String before,
      String after,
      int[] clients,
      RoundResult result,
      double epsilon,
      Map<String, Double> values) {
    Digest digest = Digest.start();
    for (int client : clients) {
      digest.add(setup.name(client));
    }
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (ClientReport report : result.reports()) {
      LeftOut reason = report.leftOut();
      if (reason != null) {
        leftOut.put(setup.name(clients[report.slot()]), told(reason, report));
      }
    }
    return new RoundRow(
        round,
        setup.server().method().label(),
        setup.rule(),
        before,
        after,
        clients.length,
        result.parts(),
        digest.hex(),
        leftOut,
        Double.isNaN(epsilon) ? null : epsilon,
        result.obstacle().isEmpty() ? null : result.obstacle(),
        values);
  }

  /** The reason, and what went wrong in words where single clients are not hidden. */
  private String told(LeftOut reason, ClientReport report) {
    return setup.secret() != null || report.detail().isEmpty()
        ? reason.label()
        : reason.label() + ": " + report.detail();
  }

  private Map<String, Double> measured(ServerState state, long round) throws IOException {
    return heldOut.measure(forClients(state, round));
  }

  /** A folder with what executors read of a state. */
  private Path forClients(ServerState state, long round) throws IOException {
    Path root = Files.createDirectories(work.resolve("state"));
    Path folder = root.resolve(Long.toString(round));
    if (!Files.exists(folder)) {
      FolderSwap.delete(root.resolve(Long.toString(round - 2)));
      CheckpointStore.writeAtomically(folder, state::writeForClients);
    }
    return folder;
  }

  private void commit(long segment) {
    if (!rows.isEmpty() && !context.written(LakeTables.ROUNDS.name(), segment)) {
      context.append(
          LakeTables.ROUNDS.name(),
          LakeTables.ROUNDS,
          ROUNDS.dataset(context.spark(), rows),
          segment);
    }
    if (!metrics.isEmpty() && !context.written(LakeTables.METRICS.name(), segment)) {
      context.append(
          LakeTables.METRICS.name(),
          LakeTables.METRICS,
          METRICS.dataset(context.spark(), metrics),
          segment);
    }
    rows.clear();
    metrics.clear();
  }

  /** Forgets checkpoints that are not asked for, and what no later round reads. */
  private void keep() throws IOException {
    if (request.keepRounds() == 0) {
      return;
    }
    List<Long> steps = store.steps();
    if (steps.size() > request.keepRounds()) {
      long oldest = steps.get(steps.size() - request.keepRounds());
      store.removeBefore(oldest, OptionalLong.empty());
      variates.removeBefore(oldest);
    }
  }

  private static String note(FederatedProgress progress) {
    Double loss = progress.last().get("client-loss");
    return loss == null ? "" : String.format(Locale.ROOT, "client loss %.4f", loss);
  }
}
