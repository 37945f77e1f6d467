package dev.nightshift.training.federated;

import dev.nightshift.training.federated.aggregate.RobustRule;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the vectors of a round come together.
 *
 * @param rule the robust rule, or null for the weighted sum
 * @param secure whether the sum is taken over masked vectors
 * @param neighbours clients that each one shares masks with, an even number; 0 for as many as
 *     {@link dev.nightshift.training.federated.secure.MaskGraph#automatic} says
 * @param range the greatest absolute value of a masked number
 */
public record Combination(@Nullable RobustRule rule, boolean secure, int neighbours, double range)
    implements Serializable {

  public Combination {
    if (secure && rule != null) {
      throw new IllegalArgumentException(
          "the rule " + rule.label() + " looks at single vectors, which masks hide");
    }
  }

  /** The weighted sum. */
  public static Combination sum() {
    return new Combination(null, false, 0, 1);
  }

  /** What a robust rule makes. */
  public static Combination of(@Nullable RobustRule rule) {
    return new Combination(rule, false, 0, 1);
  }
}
