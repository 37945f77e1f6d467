package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Robust DPO: of all pairs whose labels are flipped with a known probability ε, the mean of this
 * loss is that of DPO over the right labels.
 *
 * <pre>  (−(1 − ε) log σ(βh) + ε log σ(−βh)) / (1 − 2ε)</pre>
 *
 * <p>It may be negative. Source: Ray Chowdhury, Kini and Natarajan, "Provably robust DPO: aligning
 * language models with noisy feedback", ICML 2024, section 3 (the unbiased loss).
 *
 * @param beta β, strength of the pull towards the reference
 * @param labelSmoothing ε, the share of flipped labels
 */
public record RobustLoss(double beta, double labelSmoothing) implements PreferenceLoss {

  public RobustLoss {
    PreferenceLoss.requirePositive("beta", beta);
    PreferenceLoss.requireShare(labelSmoothing);
  }

  @Override
  public String name() {
    return "robust";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor z =
        PreferenceLoss.scaled(beta, terms.chosen().ratios().sub(terms.rejected().ratios()));
    return PreferenceLoss.minusLogSigmoid(z)
        .mul(new Scalar(1 - labelSmoothing))
        .sub(PreferenceLoss.minusLogSigmoid(z.neg()), new Scalar(labelSmoothing))
        .div(new Scalar(1 - 2 * labelSmoothing));
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.ratios());
  }
}
