package dev.nightshift.training.trainer;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What an objective says of one micro-batch. Sums, never means: the trainer divides by the unit
 * count of the whole step, so that the division into micro-batches changes nothing.
 *
 * @param value the loss, summed over units
 * @param units number of units that the loss sums over (target tokens, pairs)
 * @param tokens number of tokens that went through the model, for rates
 * @param backward adds the gradient of the loss to that of every trained parameter; run at most
 *     once, and never where gradients are switched off
 * @param each values of each example by name, in the order of the batch, where the objective tells
 *     them; else empty
 * @param metrics one sum and weight per metric that the objective names, in its order
 */
public record LossSum(
    double value,
    double units,
    long tokens,
    Runnable backward,
    List<Map<String, Double>> each,
    WeightedSum... metrics) {

  /** A sum that tells nothing of single examples. */
  public LossSum(
      double value, double units, long tokens, Runnable backward, WeightedSum... metrics) {
    this(value, units, tokens, backward, List.of(), metrics);
  }

  /**
   * A metric's part of one micro-batch; the metric is the quotient of the totals.
   *
   * @param sum the sum
   * @param weight what to divide by
   */
  public record WeightedSum(double sum, double weight) {

    /** The sum of both parts. */
    public WeightedSum plus(WeightedSum other) {
      return new WeightedSum(sum + other.sum, weight + other.weight);
    }

    /** The metric. */
    public double mean() {
      return sum / weight;
    }
  }

  /** The sum that a scalar tensor holds; the way back is its own. */
  public static LossSum of(Tensor loss, double units, long tokens, WeightedSum... metrics) {
    return new LossSum(loss.item_double(), units, tokens, loss::backward, metrics);
  }
}
