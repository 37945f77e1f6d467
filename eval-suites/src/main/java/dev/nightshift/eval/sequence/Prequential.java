package dev.nightshift.eval.sequence;

import dev.nightshift.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * Test, then train: each night's model answers the night's items before it learns from them.
 *
 * <p>The fading mean weighs item i of k by α^(k − i), M_k = Σ α^(k − i) x_i / Σ α^(k − i), and so
 * follows a model that drifts; α = 1 is the plain mean. Source: Gama, Sebastião and Rodrigues, "On
 * evaluating stream learning algorithms", Machine Learning 90, 2013, section 3.
 */
public final class Prequential {

  /** The fading factor of the paper's experiments. */
  public static final double FADING = .995;

  private Prequential() {}

  /**
   * What was known after a night.
   *
   * @param night the night's own mean, standard error and n
   * @param all the same over all items up to here
   * @param fading the fading mean up to here
   */
  public record Point(Estimate night, Estimate all, double fading) {}

  /**
   * The course over nights.
   *
   * @param nights scores of each night's items in their order, none empty
   * @param fading α in (0, 1]
   */
  public static List<Point> of(List<double[]> nights, double fading) {
    if (!(fading > 0 && fading <= 1)) {
      throw new IllegalArgumentException("a fading factor lies in (0, 1], was " + fading);
    }
    List<Point> points = new ArrayList<>();
    List<Double> seen = new ArrayList<>();
    double top = 0;
    double bottom = 0;
    for (double[] night : nights) {
      for (double score : night) {
        top = fading * top + score;
        bottom = fading * bottom + 1;
        seen.add(score);
      }
      points.add(
          new Point(
              Estimate.of(night),
              Estimate.of(seen.stream().mapToDouble(Double::doubleValue).toArray()),
              top / bottom));
    }
    return points;
  }
}
