package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.ControlVariates;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.spark.Publication;
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

  /** The folder of what is remembered of unmasked rounds. */
  private static final String SURVIVORS = "survivors";

  /** The folder of checkpoints. */
  static final String ROUNDS = "rounds";

  private final JobContext context;
  private final FederateRequest request;
  private final FederatedSetup setup;
  private final FederatedClients clients;
  private final Path work;
  private final CheckpointStore store;
  private final ControlVariates variates;
  private final FederatedLog log;
  private final FederatedSpending spending;

  FederatedFlow(
      JobContext context, FederateRequest request, FederatedSetup setup, FederatedClients clients) {
    this.context = context;
    this.request = request;
    this.setup = setup;
    this.clients = clients;
    this.work = context.workFolder();
    this.store = new CheckpointStore(work.resolve(ROUNDS));
    this.variates = clients.variates();
    this.log = new FederatedLog(context, setup);
    this.spending = new FederatedSpending(setup);
  }

  /**
   * Writes what another run needs to go on after this one: the server's state, what is told of it,
   * and the clients' control variates; and the earlier checkpoints that are kept.
   *
   * @param folder a folder that is there
   */
  void writeState(Result result, Path folder) throws IOException {
    long round = result.progress().round();
    Publication.copyTree(store.folder(round), folder);
    CheckpointStore kept = new CheckpointStore(folder.resolve(ROUNDS));
    for (long step : store.steps()) {
      if (step < round) {
        Publication.copyTree(store.folder(step), Files.createDirectories(kept.folder(step)));
      }
    }
    variates.removeBefore(kept.steps().stream().findFirst().orElse(round));
    copy(clients.folder(), folder.resolve(FederatedClients.VARIATES));
    copy(survivors(context, setup), folder.resolve(SURVIVORS));
  }

  /**
   * What is remembered of the unmasked rounds of a request. It outlives its runs: one that is
   * forced to run again is bound by it too.
   */
  static Path survivors(JobContext context, FederatedSetup setup) {
    return context.workFolder().resolveSibling(SURVIVORS).resolve(setup.request());
  }

  /** Takes over what a model remembers of them, in a lake that knows nothing of the request. */
  static void rememberSurvivors(JobContext context, FederatedSetup setup, Path published)
      throws IOException {
    Path survivors = survivors(context, setup);
    if (!Files.isDirectory(survivors)) {
      copy(published.resolve(SURVIVORS), survivors);
    }
  }

  /** Copies a folder where there is one. */
  static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Publication.copyTree(from, Files.createDirectories(to));
    }
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
    clients.forgetAfter(done);
    ServerState state = ServerState.read(store.folder(done));
    for (long round = 1; round <= done; round++) {
      spending.count(round);
    }
    long last = spending.lastRound(request);
    RoundServer server = setup.newServer();
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
    Map<String, Double> before = clients.measured(state, 0);
    log.before(before);
    log.commit(0);
    new FederatedProgress(0, setup.fingerprint(), before, before, 0, 0, 0).write(store, state);
  }

  /** Takes over the rounds and the state of an earlier run; the checkpoint comes last. */
  private void takeOver(EarlierRun earlier) throws IOException {
    FederatedProgress progress = FederatedProgress.read(earlier.state());
    long round = progress.round();
    log.before(progress.before());
    log.commit(0);
    log.copy(earlier.runId(), round, measures(round, round == request.rounds()));
    log.commit(round);
    Path theirs = earlier.state().resolve(FederatedClients.VARIATES);
    if (Files.isDirectory(theirs)) {
      CheckpointStore.writeAtomically(
          clients.folder(), folder -> Publication.copyTree(theirs, folder));
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

  private FederatedProgress round(
      RoundServer server, ServerState state, FederatedProgress progress, long round, boolean last)
      throws IOException {
    String before = state.digest();
    RoundResult result = clients.work(state, round);
    long idle = progress.idleAfter(round, result, last);
    Map<String, Double> values = new LinkedHashMap<>(server.apply(state, round, result));
    if (setup.isPrivate()) {
      values.remove(RoundServer.CLIENTS);
    }
    spending.count(round);
    if (measures(round, last)) {
      values.putAll(clients.measured(state, round));
    }
    log.round(round, before, state.digest(), result, spending.epsilon(round), values);
    return new FederatedProgress(
        round,
        progress.secret(),
        progress.before(),
        values,
        setup.isPrivate() ? 0 : progress.parts() + result.parts(),
        setup.isPrivate() ? 0 : progress.leftOut() + setup.clients(round).length - result.parts(),
        idle);
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
