package dev.nightshift.training.optimizer;

import java.io.Serializable;

/**
 * The learning rate of each step. With peak η, warm-up w, total n, decay phase d and final share f:
 *
 * <pre>
 *   step ≤ w       η · step / w
 *   CONSTANT       η
 *   LINEAR         η · (1 − (1 − f) p)                  p = (step − 1 − w) / (n − w)
 *   COSINE         η · (f + (1 − f)(1 + cos π p) / 2)
 *   WSD            η until step n − d, then linear to f over the d last steps
 *   HALVING        η · 2^(−⌊(step − 1 − w) / d⌋)
 * </pre>
 *
 * <p>So the first step after the warm-up has the full rate, and the last step still moves.
 *
 * <p>Sources: Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5 (cosine); Hu et al., "MiniCPM",
 * 2024, section 4 (warm-up, stable, decay); Snell et al., "Prototypical Networks", NeurIPS 2017,
 * section 3 (halving, every 2,000 episodes).
 *
 * @param shape how the rate falls
 * @param peak the greatest rate
 * @param warmup steps of linear warm-up
 * @param total steps of the whole training
 * @param decay steps of the decay phase of {@link Shape#WSD}, or between the halvings of {@link
 *     Shape#HALVING}, which may be more than there are
 * @param finalShare share of the peak at the end
 */
public record LearningRateSchedule(
    Shape shape, double peak, long warmup, long total, long decay, double finalShare)
    implements Serializable {

  /** How the rate falls. */
  public enum Shape {
    CONSTANT,
    LINEAR,
    COSINE,
    WSD,
    HALVING
  }

  public LearningRateSchedule {
    if (!(peak >= 0)) {
      throw new IllegalArgumentException("the learning rate must not be negative, was " + peak);
    }
    if (warmup < 0 || total < 1 || warmup > total) {
      throw new IllegalArgumentException(
          "a warm-up of " + warmup + " steps does not fit into " + total + " steps");
    }
    if (shape == Shape.HALVING ? decay < 1 : decay < 0 || decay > total - warmup) {
      throw new IllegalArgumentException(
          "a decay of " + decay + " steps does not fit into " + (total - warmup) + " steps");
    }
    if (!(finalShare >= 0 && finalShare <= 1)) {
      throw new IllegalArgumentException("the final share must lie in [0, 1], was " + finalShare);
    }
  }

  /** The same rate at every step. */
  public static LearningRateSchedule constant(double rate) {
    return new LearningRateSchedule(Shape.CONSTANT, rate, 0, Long.MAX_VALUE, 0, 1);
  }

  /** The rate of a step, from 1. */
  public double rate(long step) {
    if (step <= warmup) {
      return peak * step / warmup;
    }
    return switch (shape) {
      case CONSTANT -> peak;
      case LINEAR -> peak * (1 - (1 - finalShare) * progress(step, total - warmup));
      case COSINE ->
          peak
              * (finalShare
                  + (1 - finalShare)
                      * (1 + StrictMath.cos(Math.PI * progress(step, total - warmup)))
                      / 2);
      case WSD ->
          step <= total - decay ? peak : peak * (1 - (1 - finalShare) * progress(step, decay));
      case HALVING -> peak * StrictMath.pow(2, -((step - 1 - warmup) / decay));
    };
  }

  /** Share of the last {@code phase} steps that lies before a step. */
  private double progress(long step, long phase) {
    double done = step - 1 - (total - phase);
    return Math.min(1, Math.max(0, done / phase));
  }
}
