package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Self-play preference optimization with hard probabilities: the preferred answer wins with
 * probability 1.
 *
 * <pre>  (r(y_w) − 1 / 2β)² + (r(y_l) + 1 / 2β)²</pre>
 *
 * <p>Source: Wu, Sun, Yuan et al., "Self-play preference optimization for language model alignment",
 * 2024, equation 4.7 with P = 1 and P = 0 (β = 1/η; the paper's η is 10³).
 *
 * @param beta β = 1/η
 */
public record SppoLoss(double beta) implements PreferenceLoss {

  public SppoLoss {
    PreferenceLoss.requirePositive("beta", beta);
  }

  @Override
  public String name() {
    return "sppo";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Scalar target = new Scalar(1 / (2 * beta));
    return terms
        .chosen()
        .ratios()
        .sub(target)
        .square()
        .add(terms.rejected().ratios().add(target).square());
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.ratios());
  }
}
