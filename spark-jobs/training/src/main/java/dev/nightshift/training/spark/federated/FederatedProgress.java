package dev.nightshift.training.spark.federated;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint says beside the server's state.
 *
 * @param round rounds that lie behind it
 * @param secret fingerprint of the secret seed; empty where there is none
 * @param before what was measured before the first round
 * @param last what the newest round measured
 * @param parts sum over all rounds of the clients that took part; 0 in private runs
 * @param leftOut the same of those that were left out; 0 in private runs
 * @param idle rounds at the end in which no client that was drawn had a part
 */
record FederatedProgress(
    long round,
    String secret,
    Map<String, Double> before,
    Map<String, Double> last,
    long parts,
    long leftOut,
    long idle) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "progress.json";

  FederatedProgress {
    before = new LinkedHashMap<>(before);
    last = new LinkedHashMap<>(last);
  }

  /** Writes a checkpoint. */
  void write(CheckpointStore store, ServerState state) throws IOException {
    CheckpointStore.writeAtomically(
        store.folder(round),
        folder -> {
          state.write(folder);
          JSON.writeValue(folder.resolve(FILE).toFile(), this);
        });
  }

  /** Whether a folder is a checkpoint. */
  static boolean exists(Path checkpoint) {
    return Files.exists(checkpoint.resolve(FILE));
  }

  /** Reads what a checkpoint says. */
  static FederatedProgress read(Path checkpoint) throws IOException {
    return JSON.readValue(checkpoint.resolve(FILE).toFile(), FederatedProgress.class);
  }
}
