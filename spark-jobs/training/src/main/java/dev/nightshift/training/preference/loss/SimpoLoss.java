package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Simple preference optimization, without a reference:
 *
 * <pre>  −log σ(β log π(y_w | x) / |y_w| − β log π(y_l | x) / |y_l| − γ)</pre>
 *
 * <p>Source: Meng, Xia and Chen, "SimPO: simple preference optimization with a reference-free
 * reward", NeurIPS 2024, equation 6.
 *
 * @param beta β, scale of the reward; the paper's is 2 to 2.5
 * @param gamma γ, the margin that is aimed at
 */
public record SimpoLoss(double beta, double gamma) implements PreferenceLoss {

  public SimpoLoss {
    PreferenceLoss.requirePositive("beta", beta);
    if (!(gamma >= 0)) {
      throw new IllegalArgumentException("gamma must not be negative, was " + gamma);
    }
  }

  @Override
  public String name() {
    return "simpo";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    return PreferenceLoss.minusLogSigmoid(
        rewards(terms.chosen()).sub(rewards(terms.rejected())).sub(new Scalar(gamma)));
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.meanLogProbs());
  }

  @Override
  public boolean usesReference() {
    return false;
  }
}
