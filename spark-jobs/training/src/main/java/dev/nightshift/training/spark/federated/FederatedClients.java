package dev.nightshift.training.spark.federated;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.ClientStage;
import dev.nightshift.training.federated.ControlVariates;
import dev.nightshift.training.federated.LeftOut;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.secure.Quantisation;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.federated.spark.HeldOutStage;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The clients' part of a run: their work in a round, what is measured of a state, and the folders
 * in which executors find states and clients keep their control variates.
 */
final class FederatedClients {

  /** The folder of the clients' control variates. */
  static final String VARIATES = "variates";

  private static final String STATE = "state";

  private final FederateRequest request;
  private final FederatedSetup setup;
  private final ClientStage stage;
  private final HeldOutStage heldOut;
  private final Path work;

  /**
   * The clients of a run.
   *
   * @param work the run's folder, which all workers see
   */
  FederatedClients(
      FederateRequest request,
      FederatedSetup setup,
      ClientStage stage,
      HeldOutStage heldOut,
      Path work) {
    this.request = request;
    this.setup = setup;
    this.stage = stage;
    this.heldOut = heldOut;
    this.work = work;
  }

  /** The folder of their control variates; none is there before a client wrote one. */
  Path folder() {
    return work.resolve(VARIATES);
  }

  /** Their control variates. */
  ControlVariates variates() {
    return new ControlVariates(folder());
  }

  /** Their part of a round. */
  RoundResult work(ServerState state, long round) throws IOException {
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
                scaffold ? folder().toString() : null,
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

  /** What is measured of the state after a round. */
  Map<String, Double> measured(ServerState state, long round) throws IOException {
    return heldOut.measure(forClients(state, round));
  }

  /**
   * Deletes what an attempt that was killed left of rounds after its last checkpoint: where a round
   * depends on the machine's speed it may come out otherwise now.
   */
  void forgetAfter(long done) throws IOException {
    variates().removeAfter(done);
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

  /** Deletes all states and control variates. */
  void forget() throws IOException {
    FolderSwap.delete(work.resolve(STATE));
    FolderSwap.delete(folder());
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
}
