package dev.nightshift.training.federated.privacy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is proved of the sampling of clients, and with it whom a guarantee compares. */
public enum SamplingBound {
  /** Each client is drawn by itself with probability q; one client is added or removed. */
  POISSON,
  /** A fixed number without replacement; one client is replaced by another. */
  WITHOUT_REPLACEMENT,
  /** Nothing: as if all clients took part in every round; one client is replaced by another. */
  UNAMPLIFIED;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names. */
  public static List<String> labels() {
    return Stream.of(values()).map(SamplingBound::label).toList();
  }

  /** The bound of a name. */
  public static SamplingBound of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
