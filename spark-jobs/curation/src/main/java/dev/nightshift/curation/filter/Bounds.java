package dev.nightshift.curation.filter;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Holds one measurement after another against its limit; the first that misses it is the reason.
 */
final class Bounds {

  private @Nullable Refusal refusal;

  /** Refuses a value below its limit. */
  Bounds atLeast(String reason, double value, double limit, String measured) {
    if (refusal == null && value < limit) {
      refusal = refusal(reason, value, measured, "at least", limit);
    }
    return this;
  }

  /** Refuses a value above its limit. */
  Bounds atMost(String reason, double value, double limit, String measured) {
    if (refusal == null && value > limit) {
      refusal = refusal(reason, value, measured, "at most", limit);
    }
    return this;
  }

  /** Whether something has been refused: what is left need not be measured. */
  boolean isRefused() {
    return refusal != null;
  }

  Verdict verdict() {
    return refusal == null ? Verdict.KEPT : new Verdict.Refused(refusal);
  }

  private static Refusal refusal(
      String reason, double value, String measured, String bound, double limit) {
    return new Refusal(
        reason,
        value,
        String.format(
            Locale.ROOT, "%.4g %s, %s %.4g are asked for", value, measured, bound, limit));
  }
}
