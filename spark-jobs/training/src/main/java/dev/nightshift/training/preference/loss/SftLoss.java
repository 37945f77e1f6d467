package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * Supervised learning of the preferred answer, as a part of a weighted loss:
 *
 * <pre>  −log π(y_w | x) / |y_w|</pre>
 *
 * <p>Divided by the length of each answer, not by the tokens of a batch, so that accumulation does
 * not change it. With the sigmoid loss it is that of Pang, Yuan, Cho et al., "Iterative reasoning
 * preference optimization", NeurIPS 2024, equation 1.
 */
public record SftLoss() implements PreferenceLoss {

  @Override
  public String name() {
    return "sft";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    return terms.chosen().meanLogProbs().neg();
  }

  @Override
  public Tensor rewards(Answers answers) {
    return answers.meanLogProbs();
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
