package dev.nightshift.training.federated;

import java.util.Locale;

/** Why a client that was drawn has no part in a round. */
public enum LeftOut {
  /** It holds nothing to learn from. */
  NO_EXAMPLES,
  /** Its work failed. */
  FAILED,
  /** It could not meet the deadline. */
  TOO_SLOW,
  /** Its loss, its gradient or its change is not finite. */
  NOT_FINITE,
  /** It gave nothing; single clients are hidden, and with them why. */
  DROPPED_OUT;

  /** The name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
