package dev.nightshift.training.spark.federated;

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
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.secure.Quantisation;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.federated.spark.HeldOutStage;
import dev.nightshift.training.spark.Publication;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
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
  static final String SURVIVORS = "survivors";

  private static final String VARIATES = "variates";
  private static final String ROUNDS = "rounds";
  private static final String STATE = "state";

  /** After so many rounds on end in which nobody had a part, training stops. */
  private static final int IDLE_ROUNDS = 3;

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
    this.store = new CheckpointStore(work.resolve(ROUNDS));
    this.variates = new ControlVariates(variates());
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
    copy(variates(), folder.resolve(VARIATES));
    copy(work.resolve(SURVIVORS), folder.resolve(SURVIVORS));
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Publication.copyTree(from, Files.createDirectories(to));
    }
  }

  /**
   * What {@code rounds} says of the parameters.
   *
   * @param before their digest before a round
   * @param after the same after it
   */
  record States(String before, String after) {}

  /**
   * Computes a round of a run that is done again, and all rounds between the newest state before it
   * that is kept and it. Nothing is appended.
   *
   * @param initial the parameters before the first round
   * @param published the folder of the state of the run's model
   * @param round the round
   * @param rows what the run told, by round
   * @return the round that it started behind
   * @throws WorkException if a state is another one
   */
  long replay(float[] initial, Path published, long round, Map<Long, States> rows)
      throws IOException {
    CheckpointStore kept = new CheckpointStore(published.resolve(ROUNDS));
    long from = kept.steps().stream().filter(step -> step < round).reduce(0L, Math::max);
    FolderSwap.delete(work.resolve(STATE));
    FolderSwap.delete(variates());
    FolderSwap.delete(work.resolve(SURVIVORS));
    if (from > 0) {
      copy(published.resolve(VARIATES), variates());
    }
    copy(published.resolve(SURVIVORS), work.resolve(SURVIVORS));
    ServerState state =
        kept.has(from)
            ? ServerState.read(kept.folder(from))
            : ServerState.start(setup.server(), initial);
    RoundServer server = server();
    try (Progress.Task task = context.progress().start("computing again", "rounds", round - from)) {
      for (long each = from + 1; each <= round; each++) {
        States told = Objects.requireNonNull(rows.get(each));
        requireEqual("before", each, told.before(), state.digest());
        server.apply(state, each, work(state, each));
        requireEqual("after", each, told.after(), state.digest());
        task.at(each - from, "");
      }
    }
    return from;
  }

  private static void requireEqual(String when, long round, String told, String found) {
    if (!told.equals(found)) {
      throw new WorkException(
          "the state " + when + " round " + round + " is " + found + ", and the run had " + told,
          "table 'rounds'",
          "Look for what is not as it was: the data, the secret, the version of Nightshift, or a"
              + " machine that computes otherwise.");
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
    forgetAfter(done);
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
    String before = state.digest();
    RoundResult result = work(state, round);
    long idle = idle(progress, round, result, last);
    Map<String, Double> values = new LinkedHashMap<>(server.apply(state, round, result));
    if (setup.isPrivate()) {
      values.remove(RoundServer.CLIENTS);
    }
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
        setup.isPrivate() ? 0 : progress.parts() + result.parts(),
        setup.isPrivate() ? 0 : progress.leftOut() + setup.clients(round).length - result.parts(),
        idle);
  }

  /** The clients' part of a round. */
  private RoundResult work(ServerState state, long round) throws IOException {
    int[] clients = setup.clients(round);
    boolean scaffold = setup.server().method() == FederatedMethod.SCAFFOLD;
    RoundResult result =
        stage.run(
            new RoundTask(
                setup.program(),
                setup.local(),
                treatment(clients.length, state.weights().length),
                setup.attacks(),
                setup.secretSource(),
                setup.identity(state.digest()),
                round,
                forClients(state, round - 1).toString(),
                scaffold ? variates().toString() : null,
                clients));
    requireSomeWork(round, result);
    return result;
  }

  /** What becomes of changes; before they are quantised, central noise needs a lesser bound. */
  private Treatment treatment(int clients, int parameters) {
    boolean rounded = request.secure() && request.privacy().equals("central") && clients > 0;
    return rounded
        ? setup
            .treatment()
            .within(new Quantisation(clients, request.secureRange()).displacement(parameters))
        : setup.treatment();
  }

  /**
   * The rounds at the end in which nobody had a part. Rounds that drew nobody, or only clients
   * without rows, say nothing about training.
   *
   * @throws WorkException after too many of them, or where no round of a whole run taught anything
   */
  private static long idle(
      FederatedProgress progress, long round, RoundResult result, boolean last) {
    if (result.parts() > 0) {
      return 0;
    }
    Map<String, Long> reasons = new TreeMap<>();
    String detail = "";
    for (ClientReport report : result.reports()) {
      LeftOut reason = Objects.requireNonNull(report.leftOut());
      if (reason != LeftOut.NO_EXAMPLES) {
        reasons.merge(reason.label(), 1L, Long::sum);
        detail = report.detail();
      }
    }
    if (reasons.isEmpty()) {
      return progress.idle();
    }
    long idle = progress.idle() + 1;
    if (idle >= IDLE_ROUNDS || (last && idle == round)) {
      throw new WorkException(
          "no client had a part in the last "
              + idle
              + " rounds; of round "
              + round
              + ": "
              + reasons
              + (detail.isEmpty() ? "" : ", " + detail),
          "federated averaging",
          "Lower --client-learning-rate or set --clip where changes are not finite; raise the"
              + " deadline where clients are too slow.");
    }
    return idle;
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

  /**
   * Deletes what an attempt that was killed left of rounds after its last checkpoint: where a round
   * depends on the machine's speed it may come out otherwise now.
   */
  private void forgetAfter(long done) throws IOException {
    variates.removeAfter(done);
    Path root = work.resolve(STATE);
    if (Files.isDirectory(root)) {
      List<Path> folders;
      try (Stream<Path> entries = Files.list(root)) {
        folders = entries.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList();
      }
      for (Path folder : folders) {
        if (Long.parseLong(folder.getFileName().toString()) > done) {
          FolderSwap.delete(folder);
        }
      }
    }
  }

  /** A folder with what executors read of a state. */
  private Path forClients(ServerState state, long round) throws IOException {
    Path root = Files.createDirectories(work.resolve(STATE));
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
