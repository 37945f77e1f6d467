package dev.nightshift.training.federated;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What false clients do. */
public enum Attack {
  /** There are none. */
  NONE,
  /** They train on flipped labels, y → C − 1 − y. */
  LABEL_FLIP,
  /** They send the negative of their change. */
  SIGN_FLIP,
  /**
   * They train on flipped labels and send a multiple of their change, to take the others' place.
   * Bagdasaryan et al. 2020, "How to backdoor federated learning", section 4.2.
   */
  SCALE;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names; the first is the default. */
  public static List<String> labels() {
    return Stream.of(values()).map(Attack::label).toList();
  }

  /** The attack of a name. */
  public static Attack of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whether labels are flipped. */
  public boolean mislabels() {
    return this == LABEL_FLIP || this == SCALE;
  }

  /** What the change is multiplied with, given the factor of {@link #SCALE}. */
  public double factor(double scale) {
    return switch (this) {
      case NONE, LABEL_FLIP -> 1;
      case SIGN_FLIP -> -1;
      case SCALE -> scale;
    };
  }
}
