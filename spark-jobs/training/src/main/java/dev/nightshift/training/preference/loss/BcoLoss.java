package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Binary classifier optimization, over answers with labels: a classifier whose logit is the reward,
 * shifted by δ.
 *
 * <pre>
 *   desirable     −log σ(β r(y) − δ)
 *   undesirable   −log σ(−(β r(y) − δ))
 *   δ             ½ (mean β r(y) of desirable answers + mean β r(y) of undesirable answers)
 * </pre>
 *
 * <p>δ runs over all steps so far, this one included, and is a constant to the gradient. Of a pair
 * the loss is the sum of both terms.
 *
 * <p>Source: Jung, Han, Nam and On, "Binary classifier optimization for large language model
 * alignment", ACL 2025 (the reward shift).
 *
 * @param beta β, strength of the pull towards the reference
 */
public record BcoLoss(double beta) implements PreferenceLoss {

  public BcoLoss {
    PreferenceLoss.requirePositive("beta", beta);
  }

  @Override
  public String name() {
    return "bco";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Scalar shift = new Scalar(terms.statistics().shift());
    Tensor desirable = PreferenceLoss.minusLogSigmoid(rewards(terms.chosen()).sub(shift));
    Tensor undesirable =
        PreferenceLoss.minusLogSigmoid(rewards(terms.rejected()).sub(shift).neg());
    return desirable
        .mul(terms.chosen().present())
        .add(undesirable.mul(terms.rejected().present()));
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.ratios());
  }

  @Override
  public boolean judgesAlone() {
    return true;
  }

  @Override
  public boolean needsShift() {
    return true;
  }
}
