package dev.nightshift.training.policy;

import java.io.Serializable;

/**
 * The loss of a value V against its return R, where V may not move further than ε from what it was:
 *
 * <pre>  L = ½ max((V − R)², (clip(V, V_old − ε, V_old + ε) − R)²)</pre>
 *
 * <p>Source: Schulman et al., OpenAI's baselines, PPO2, 2017; Ouyang et al., "Training language
 * models to follow instructions with human feedback", 2022, appendix C.4.
 *
 * @param clip ε; 0 for no clipping
 */
public record ClippedValueLoss(double clip) implements Serializable {

  public ClippedValueLoss {
    if (!(clip >= 0)) {
      throw new IllegalArgumentException("a value cannot be clipped by " + clip);
    }
  }

  /**
   * The loss of a value.
   *
   * @param loss L
   * @param slope its derivative by V
   * @param clipped whether the clipped term is the greater one
   */
  public record Term(double loss, double slope, boolean clipped) {}

  /** The loss of a value, by what it was and what it should be. */
  public Term of(double value, double old, double target) {
    double free = (value - target) * (value - target);
    if (clip == 0) {
      return new Term(free / 2, value - target, false);
    }
    double near = Math.max(old - clip, Math.min(old + clip, value));
    double held = (near - target) * (near - target);
    return held > free ? new Term(held / 2, 0, true) : new Term(free / 2, value - target, false);
  }
}
