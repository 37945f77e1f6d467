package dev.nightshift.training.federated.aggregate;

import java.util.List;
import java.util.Optional;

/** The rules by the names that the command line uses. */
public final class RobustRules {

  /** The weighted mean, which is no robust rule. */
  public static final String MEAN = "mean";

  private RobustRules() {}

  /** All names; the first is the default. */
  public static List<String> labels() {
    return List.of(MEAN, "median", "trimmed-mean", "krum", "multi-krum", "bulyan");
  }

  /**
   * The rule of a name; empty for the mean.
   *
   * @param trimmed share that the trimmed mean leaves out at either end
   * @param falseClients the number of false clients that Krum and Bulyan bear
   */
  public static Optional<RobustRule> of(String label, double trimmed, int falseClients) {
    return switch (label) {
      case MEAN -> Optional.empty();
      case "median" -> Optional.of(new CoordinateMedian());
      case "trimmed-mean" -> Optional.of(new TrimmedMean(trimmed));
      case "krum" -> Optional.of(new Krum(falseClients, false));
      case "multi-krum" -> Optional.of(new Krum(falseClients, true));
      case "bulyan" -> Optional.of(new Bulyan(falseClients));
      default -> throw new IllegalArgumentException("there is no rule '" + label + "'");
    };
  }
}
