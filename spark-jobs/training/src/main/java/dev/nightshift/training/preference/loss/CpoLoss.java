package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * Contrastive preference optimization: DPO with a uniform reference, and supervised learning of the
 * preferred answer.
 *
 * <pre>  −log σ(β log π(y_w | x) − β log π(y_l | x)) − log π(y_w | x) / |y_w|</pre>
 *
 * <p>The second term is the mean over the answer's tokens, as in the authors' code. Source: Xu,
 * Sharaf, Chen et al., "Contrastive preference optimization: pushing the boundaries of LLM
 * performance in machine translation", ICML 2024, section 3 (L_prefer + L_NLL).
 *
 * @param beta β, scale of the margin
 */
public record CpoLoss(double beta) implements PreferenceLoss {

  public CpoLoss {
    PreferenceLoss.requirePositive("beta", beta);
  }

  @Override
  public String name() {
    return "cpo";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor margins = rewards(terms.chosen()).sub(rewards(terms.rejected()));
    return PreferenceLoss.minusLogSigmoid(margins).sub(terms.chosen().meanLogProbs());
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.logProbs());
  }

  @Override
  public boolean usesReference() {
    return false;
  }

  @Override
  public boolean learnsChosen() {
    return true;
  }
}
