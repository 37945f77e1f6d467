package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Kahneman–Tversky optimization, over answers with labels:
 *
 * <pre>
 *   desirable     λ_D (1 − σ(β (r(y) − z₀)))
 *   undesirable   λ_U (1 − σ(β (z₀ − r(y))))
 *   z₀            max(0, mean of r(y′) over the step), y′ an answer to another prompt
 * </pre>
 *
 * <p>z₀ estimates KL(π ‖ π_ref) from answers that do not belong to their prompts, is taken over the
 * whole step, not over a micro-batch, and is a constant to the gradient. Of a pair the loss is the
 * sum of both terms.
 *
 * <p>Source: Ethayarajh, Xu, Muennighoff et al., "KTO: model alignment as prospect theoretic
 * optimization", ICML 2024, section 4.1 (the value function, the loss λ_y − v(x, y), and the
 * estimate of z₀).
 *
 * @param beta β, risk aversion and pull towards the reference
 * @param desirableWeight λ_D
 * @param undesirableWeight λ_U
 */
public record KtoLoss(double beta, double desirableWeight, double undesirableWeight)
    implements PreferenceLoss {

  public KtoLoss {
    PreferenceLoss.requirePositive("beta", beta);
    PreferenceLoss.requirePositive("desirable weight", desirableWeight);
    PreferenceLoss.requirePositive("undesirable weight", undesirableWeight);
  }

  @Override
  public String name() {
    return "kto";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Scalar kl = new Scalar(terms.statistics().kl());
    Tensor desirable = PreferenceLoss.scaled(-beta, terms.chosen().ratios().sub(kl)).sigmoid();
    Tensor undesirable = PreferenceLoss.scaled(beta, terms.rejected().ratios().sub(kl)).sigmoid();
    return desirable
        .mul(terms.chosen().present())
        .mul(new Scalar(desirableWeight))
        .add(undesirable.mul(terms.rejected().present()), new Scalar(undesirableWeight));
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
  public boolean needsKl() {
    return true;
  }
}
