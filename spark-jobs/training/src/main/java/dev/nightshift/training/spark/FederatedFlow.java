package dev.nightshift.training.spark;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Drives rounds from the newest checkpoint on. A checkpoint is written every few rounds, after
 * their rows; a run that was killed in between computes those rounds again, to the same rows, and
 * appends none twice. The work folder keeps how many rounds lie between checkpoints, so that
 * another number at a rerun changes no segment.
 */
final class FederatedFlow {

  /**
   * What came out.
   *
   * @param progress of the last round
   * @param state the server's state after it
   * @param epsilon what all rounds cost; NaN where privacy is not accounted for
   */
  record Result(FederatedProgress progress, ServerState state, double epsilon) {}

  private static final String VARIATES = "variates";

  private final JobContext context;
  private final FederateRequest request;
  private final FederatedSetup setup;
  private final ClientStage stage;
  private final HeldOutStage heldOut;
  private final Path work;
  private final CheckpointStore store;
  private final ControlVariates variates;
  private final FederatedLog log;
  private final FederatedSpending spending;

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
    this.variates = new ControlVariates(variates());
    this.log = new FederatedLog(context, setup);
    this.spending = new FederatedSpending(setup);
  }

  /**
   * Writes what another run needs to go on after this one: the server's state, what is told of it,
   * and the clients' control variates.
   *
   * @param folder a folder that is there
   */
  void writeState(Result result, Path folder) throws IOException {
    long round = result.progress().round();
    Publication.copyTree(store.folder(round), folder);
    if (Files.isDirectory(variates())) {
      variates.removeBefore(round);
      Publication.copyTree(variates(), Files.createDirectories(folder.resolve(VARIATES)));
    }
  }

  private Path variates() {
    return work.resolve(VARIATES);
  }

  /**
   * Runs the rounds that are left and within the budget.
   *
   * @param initial the parameters before the first round
   * @param earlier an earlier run whose rounds are taken over, or null; only looked at where there
   *     is no checkpoint
   */
  Result run(float[] initial, @Nullable EarlierRun earlier) throws IOException {
    int every = checkpointEvery();
    if (store.newest().isEmpty()) {
      if (earlier == null) {
        start(initial);
      } else {
        takeOver(earlier);
      }
    }
    long done = store.newest().orElseThrow();
    FederatedProgress progress = FederatedProgress.read(store.folder(done));
    requireSameSecret(progress);
    ServerState state = ServerState.read(store.folder(done));
    for (long round = 1; round <= done; round++) {
      spending.count(round);
    }
    long last = spending.lastRound(request);
    RoundServer server = server();
    try (Progress.Task task = context.progress().start("federating", "rounds", last)) {
      for (long round = done + 1; round <= last; round++) {
        progress = round(server, state, progress, round, round == last);
        task.at(round, note(progress));
        if (round % every == 0 || round == last) {
          log.commit(round);
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
    return new Result(progress, state, spending.epsilon(progress.round()));
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
    log.before(before);
    log.commit(0);
    new FederatedProgress(0, setup.fingerprint(), before, before, 0, 0).write(store, state);
  }

  /** Takes over the rounds and the state of an earlier run; the checkpoint comes last. */
  private void takeOver(EarlierRun earlier) throws IOException {
    FederatedProgress progress = FederatedProgress.read(earlier.state());
    long round = progress.round();
    log.before(progress.before());
    log.commit(0);
    log.copy(earlier.runId(), round, measures(round, round == request.rounds()));
    log.commit(round);
    Path theirs = earlier.state().resolve(VARIATES);
    if (Files.isDirectory(theirs)) {
      CheckpointStore.writeAtomically(variates(), folder -> Publication.copyTree(theirs, folder));
    }
    progress.write(store, ServerState.read(earlier.state()));
    context.progress().line("rounds 1 to " + round + " are taken over from run " + earlier.runId());
  }

  private boolean measures(long round, boolean last) {
    return last || (request.evaluateEvery() > 0 && round % request.evaluateEvery() == 0);
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
    spending.count(round);
    if (measures(round, last)) {
      values.putAll(measured(state, round));
    }
    log.round(round, before, state.digest(), result, spending.epsilon(round), values);
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
