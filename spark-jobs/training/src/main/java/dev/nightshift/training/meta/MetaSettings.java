package dev.nightshift.training.meta;

import java.io.Serializable;

/**
 * How tasks are adapted to.
 *
 * @param method the method
 * @param innerSteps steps of adaptation in training, k
 * @param innerRate their rate, α; of Meta-SGD the rate that all elements begin with
 * @param innerRule what a step makes of a gradient
 * @param innerBatch examples of the support that a step of adaptation sees in training; 0 for all
 * @param evaluationSteps steps of adaptation when it is measured
 * @param evaluationBatch examples that each of them sees; 0 for all
 */
public record MetaSettings(
    MetaMethod method,
    int innerSteps,
    double innerRate,
    InnerRule innerRule,
    int innerBatch,
    int evaluationSteps,
    int evaluationBatch)
    implements Serializable {

  /** Settings with steps of plain descent over the whole support. */
  public MetaSettings(MetaMethod method, int innerSteps, double innerRate, int evaluationSteps) {
    this(method, innerSteps, innerRate, InnerRule.DESCENT, 0, evaluationSteps, 0);
  }

  public MetaSettings {
    if (innerRule != InnerRule.DESCENT && (method.isSecondOrder() || !method.adapts())) {
      throw new IllegalArgumentException(method.label() + " adapts by plain descent");
    }
    if (method.adapts() && innerSteps < 1) {
      throw new IllegalArgumentException(
          "adaptation takes at least 1 step, " + innerSteps + " were asked for");
    }
    if (innerBatch < 0 || evaluationBatch < 0 || (innerBatch > 0 && method.isSecondOrder())) {
      throw new IllegalArgumentException(
          method.label() + " with batches of " + innerBatch + " and " + evaluationBatch);
    }
    if (!(innerRate > 0) || evaluationSteps < 0) {
      throw new IllegalArgumentException(
          "an inner rate of " + innerRate + " and " + evaluationSteps + " steps of measurement");
    }
  }
}
