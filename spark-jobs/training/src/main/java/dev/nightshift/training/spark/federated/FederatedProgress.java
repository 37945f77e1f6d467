package dev.nightshift.training.spark.federated;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.LeftOut;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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

  /** After so many rounds on end in which nobody had a part, training stops. */
  private static final int IDLE_ROUNDS = 3;

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

  /**
   * The rounds at the end in which nobody had a part, after one more round. Rounds that drew
   * nobody, or only clients without rows, say nothing about training.
   *
   * @param last whether it is the last one
   * @throws WorkException after too many of them, or where no round of a whole run taught anything
   */
  long idleAfter(long next, RoundResult result, boolean last) {
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
      return idle;
    }
    long more = idle + 1;
    if (more >= IDLE_ROUNDS || (last && more == next)) {
      throw new WorkException(
          "no client had a part in the last "
              + more
              + " rounds; of round "
              + next
              + ": "
              + reasons
              + (detail.isEmpty() ? "" : ", " + detail),
          "federated averaging",
          "Lower --client-learning-rate or set --clip where changes are not finite; raise the"
              + " deadline where clients are too slow.");
    }
    return more;
  }
}
