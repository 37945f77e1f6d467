package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Rounds of a run that are computed again, and compared with what the run told of them. */
final class FederatedReplay {

  /**
   * What {@code rounds} says of the parameters.
   *
   * @param before their digest before a round
   * @param after the same after it
   */
  record States(String before, String after) {}

  private final JobContext context;
  private final FederatedSetup setup;
  private final FederatedClients clients;

  /** A replay, in the work folder of its own run. */
  FederatedReplay(JobContext context, FederatedSetup setup, FederatedClients clients) {
    this.context = context;
    this.setup = setup;
    this.clients = clients;
  }

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
  long run(float[] initial, Path published, long round, Map<Long, States> rows) throws IOException {
    CheckpointStore kept = new CheckpointStore(published.resolve(FederatedFlow.ROUNDS));
    long from = kept.steps().stream().filter(step -> step < round).reduce(0L, Math::max);
    clients.forget();
    if (from > 0) {
      FederatedFlow.copy(published.resolve(FederatedClients.VARIATES), clients.folder());
    }
    FederatedFlow.rememberSurvivors(context, setup, published);
    ServerState state =
        kept.has(from)
            ? ServerState.read(kept.folder(from))
            : ServerState.start(setup.server(), initial);
    RoundServer server = setup.newServer();
    try (Progress.Task task = context.progress().start("computing again", "rounds", round - from)) {
      for (long each = from + 1; each <= round; each++) {
        States told = Objects.requireNonNull(rows.get(each));
        requireEqual("before", each, told.before(), state.digest());
        server.apply(state, each, clients.work(state, each));
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
}
