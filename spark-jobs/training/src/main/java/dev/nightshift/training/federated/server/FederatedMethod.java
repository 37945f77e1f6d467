package dev.nightshift.training.federated.server;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The methods of federated averaging by the names that the command line uses. */
public enum FederatedMethod {
  /** The mean of the clients' models. McMahan et al. 2017, algorithm 1. */
  FEDAVG,
  /** The same; clients are held near the server's model. Li et al. 2020, equation 2. */
  FEDPROX,
  /** Momentum at the server. Hsu, Qi and Brown 2019, section 4.2. */
  FEDAVGM,
  /** Reddi et al. 2021, algorithm 2. */
  FEDADAGRAD,
  /** Reddi et al. 2021, algorithm 2. */
  FEDADAM,
  /** Reddi et al. 2021, algorithm 2. */
  FEDYOGI,
  /** Control variates against the drift of clients. Karimireddy et al. 2020, option II. */
  SCAFFOLD;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names; the first is the default. */
  public static List<String> labels() {
    return Stream.of(values()).map(FederatedMethod::label).toList();
  }

  /** The method of a name. */
  public static FederatedMethod of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** Whether the server keeps second moments. */
  public boolean adaptive() {
    return this == FEDADAGRAD || this == FEDADAM || this == FEDYOGI;
  }

  /** Whether the server keeps a running mean of changes. */
  public boolean remembers() {
    return adaptive() || this == FEDAVGM;
  }

  /** The server's rate where nobody says; Reddi et al. 2021, for Shakespeare. */
  public double defaultServerRate() {
    return adaptive() ? .01 : 1;
  }

  /** β₁ where nobody says: .9, but 0 for FedAdagrad (Reddi et al. 2021, section 5). */
  public double defaultBeta1() {
    return this == FEDADAGRAD ? 0 : .9;
  }
}
