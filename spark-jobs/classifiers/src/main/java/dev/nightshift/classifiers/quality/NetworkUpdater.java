package dev.nightshift.classifiers.quality;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** What Deeplearning4j makes of a gradient, with its published constants. */
public enum NetworkUpdater {
  /** Kingma and Ba 2015: β₁ 0.9, β₂ 0.999, ε 1e-8. */
  ADAM,
  /** w ← w − η g. */
  SGD,
  /** Nesterov's momentum, μ 0.9, in the form of Sutskever et al. 2013. */
  NESTEROV;

  private static final double MOMENTUM = .9;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names; the first is the default. */
  public static List<String> labels() {
    return Stream.of(values()).map(NetworkUpdater::label).toList();
  }

  /** The updater of a name. */
  public static NetworkUpdater of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  IUpdater at(double learningRate) {
    return switch (this) {
      case ADAM -> new Adam(learningRate);
      case SGD -> new Sgd(learningRate);
      case NESTEROV -> new Nesterovs(learningRate, MOMENTUM);
    };
  }
}
