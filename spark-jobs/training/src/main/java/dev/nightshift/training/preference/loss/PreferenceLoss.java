package dev.nightshift.training.preference.loss;

import java.io.Serializable;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A loss over preferred and other answers. In the formulas of the losses
 *
 * <pre>
 *   r(y) = log π(y | x) − log π_ref(y | x)        log-ratio of an answer, nats
 *   h    = r(y_w) − r(y_l)                        margin of a pair, nats
 *   σ(z) = 1 / (1 + e^−z)
 * </pre>
 *
 * <p>where y_w is the preferred answer to x and y_l the other. Log-sigmoids are computed in a form
 * that neither overflows nor loses digits.
 */
public sealed interface PreferenceLoss extends Serializable
    permits ApoLoss,
        BcoLoss,
        CpoLoss,
        HingeLoss,
        IpoLoss,
        KtoLoss,
        OrpoLoss,
        RobustLoss,
        SftLoss,
        SigmoidLoss,
        SimpoLoss,
        SppoLoss,
        WeightedLoss {

  /** The name that {@code --loss} knows. */
  String name();

  /** The loss of each pair, [n]; of answers with labels, the loss of each. */
  Tensor of(PreferenceTerms terms);

  /** The implicit reward of each answer, [n], as the metrics tell it. */
  Tensor rewards(Answers answers);

  /** Whether it needs the log-probabilities of a reference. */
  default boolean usesReference() {
    return true;
  }

  /** Whether it judges answers one by one, so that labels do in the place of pairs. */
  default boolean judgesAlone() {
    return false;
  }

  /** Whether it needs {@link StepStatistics#kl}. */
  default boolean needsKl() {
    return false;
  }

  /** Whether it needs {@link StepStatistics#shift}. */
  default boolean needsShift() {
    return false;
  }

  /** Whether the negative log-likelihood of the preferred answer is a part of it. */
  default boolean learnsChosen() {
    return false;
  }

  /** −log σ(z), elementwise. */
  static Tensor minusLogSigmoid(Tensor z) {
    return torch.log_sigmoid(z).neg();
  }

  /** β z, elementwise. */
  static Tensor scaled(double beta, Tensor z) {
    return z.mul(new Scalar(beta));
  }

  /** Refuses a β that is not positive. */
  static void requirePositive(String name, double beta) {
    if (!(beta > 0)) {
      throw new IllegalArgumentException(name + " must be positive, was " + beta);
    }
  }

  /** Refuses a share of wrong labels ε outside [0, ½). */
  static void requireShare(double smoothing) {
    if (!(smoothing >= 0 && smoothing < .5)) {
      throw new IllegalArgumentException("label smoothing must lie in [0, .5), was " + smoothing);
    }
  }
}
