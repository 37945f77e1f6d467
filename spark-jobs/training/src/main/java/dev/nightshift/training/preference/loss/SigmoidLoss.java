package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Direct preference optimization, and with label smoothing ε &gt; 0 its conservative form (cDPO),
 * which takes labels to be wrong with probability ε:
 *
 * <pre>  −(1 − ε) log σ(βh) − ε log σ(−βh)</pre>
 *
 * <p>Sources: Rafailov, Sharma, Mitchell et al., "Direct preference optimization", NeurIPS 2023,
 * equation 7; Mitchell, "A note on DPO with noisy preferences and relationship to IPO", 2023,
 * equation 3.
 *
 * @param beta β, strength of the pull towards the reference
 * @param labelSmoothing ε
 */
public record SigmoidLoss(double beta, double labelSmoothing) implements PreferenceLoss {

  public SigmoidLoss {
    PreferenceLoss.requirePositive("beta", beta);
    PreferenceLoss.requireShare(labelSmoothing);
  }

  @Override
  public String name() {
    return labelSmoothing == 0 ? "sigmoid" : "cdpo";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor z =
        PreferenceLoss.scaled(beta, terms.chosen().ratios().sub(terms.rejected().ratios()));
    Tensor right = PreferenceLoss.minusLogSigmoid(z);
    return labelSmoothing == 0
        ? right
        : right
            .mul(new Scalar(1 - labelSmoothing))
            .add(PreferenceLoss.minusLogSigmoid(z.neg()), new Scalar(labelSmoothing));
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.ratios());
  }
}
