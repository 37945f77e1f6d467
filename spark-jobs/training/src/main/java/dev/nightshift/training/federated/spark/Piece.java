package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.ClientReport;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A block of a vector on its way between executors; or what is told of a client.
 *
 * @param level level of the node in the tree over slots
 * @param index its index in that level
 * @param values the block: {@code float[]} in the clear, {@code int[]} masked; null where all
 *     clients of the node were left out
 * @param report what is told of a client, or null
 */
record Piece(int level, long index, @Nullable Serializable values, @Nullable ClientReport report)
    implements Serializable {

  /** What is told of a client. */
  static Piece of(ClientReport report) {
    return new Piece(0, report.slot(), null, report);
  }
}
