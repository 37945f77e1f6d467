package dev.nightshift.training.federated;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the server is told of a client beside its vector.
 *
 * @param slot place among the clients of the round
 * @param leftOut why it has no part, or null where it has
 * @param detail what went wrong, in words
 * @param weight its weight in the mean; NaN where it does not tell
 * @param steps steps that it took; 0 where it does not tell
 * @param loss mean loss of its steps; NaN where it does not tell
 * @param norm L2 norm of its change before it was bounded; NaN where it does not tell
 */
public record ClientReport(
    int slot,
    @Nullable LeftOut leftOut,
    String detail,
    double weight,
    long steps,
    double loss,
    double norm)
    implements Serializable {

  /** The report of one that has no part. */
  public static ClientReport without(int slot, LeftOut reason, String detail) {
    return new ClientReport(slot, reason, detail, 0, 0, Double.NaN, Double.NaN);
  }
}
