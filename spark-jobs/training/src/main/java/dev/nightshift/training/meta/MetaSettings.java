package dev.nightshift.training.meta;

import java.io.Serializable;

/**
 * How tasks are adapted to.
 *
 * @param method the method
 * @param innerSteps steps of adaptation in training, k
 * @param innerRate their rate, α; of Meta-SGD the rate that all elements begin with
 * @param innerRule what a step makes of a gradient
 * @param evaluationSteps steps of adaptation when it is measured
 */
public record MetaSettings(
    MetaMethod method, int innerSteps, double innerRate, InnerRule innerRule, int evaluationSteps)
    implements Serializable {

  /** Settings with steps of plain descent. */
  public MetaSettings(MetaMethod method, int innerSteps, double innerRate, int evaluationSteps) {
    this(method, innerSteps, innerRate, InnerRule.DESCENT, evaluationSteps);
  }

  public MetaSettings {
    if (innerRule != InnerRule.DESCENT && (method.isSecondOrder() || !method.adapts())) {
      throw new IllegalArgumentException(method.label() + " adapts by plain descent");
    }
    if (method.adapts() && innerSteps < 1) {
      throw new IllegalArgumentException(
          "adaptation takes at least 1 step, " + innerSteps + " were asked for");
    }
    if (!(innerRate > 0) || evaluationSteps < 0) {
      throw new IllegalArgumentException(
          "an inner rate of " + innerRate + " and " + evaluationSteps + " steps of measurement");
    }
  }
}
