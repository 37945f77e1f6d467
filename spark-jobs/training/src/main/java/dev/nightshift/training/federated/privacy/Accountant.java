package dev.nightshift.training.federated.privacy;

import java.util.List;

/** How the costs of rounds add up. */
public enum Accountant {
  /** Rényi divergences with the conversion of Balle et al. 2020 and Canonne et al. 2020. */
  RDP("rdp"),
  /** Rényi divergences with the conversion of Mironov 2017. */
  RDP_CLASSIC("rdp-classic"),
  /** Privacy loss distributions, composed by Fourier transforms; knows no fixed-size sampling. */
  PLD("pld");

  private final String label;

  Accountant(String label) {
    this.label = label;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** All names; the first is the default. */
  public static List<String> labels() {
    return List.of(RDP.label, RDP_CLASSIC.label, PLD.label);
  }

  /** The accountant of a name. */
  public static Accountant of(String label) {
    for (Accountant accountant : values()) {
      if (accountant.label.equals(label)) {
        return accountant;
      }
    }
    throw new IllegalArgumentException("there is no accountant '" + label + "'");
  }

  /** Whether it can account for a sampling. */
  public boolean knows(SamplingBound bound) {
    return this != PLD || bound != SamplingBound.WITHOUT_REPLACEMENT;
  }

  /** The costs of a mechanism. */
  public PrivacyCost costOf(PrivateSum mechanism) {
    return switch (this) {
      case RDP -> new RdpCost(mechanism, RdpConversion.IMPROVED);
      case RDP_CLASSIC -> new RdpCost(mechanism, RdpConversion.CLASSIC);
      case PLD -> new PldCost(mechanism);
    };
  }
}
