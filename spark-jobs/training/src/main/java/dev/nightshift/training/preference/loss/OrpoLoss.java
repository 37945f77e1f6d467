package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Odds ratio preference optimization: supervised learning with a penalty on the odds of the other
 * answer, without a reference.
 *
 * <pre>
 *   −log p(y_w) + λ · −log σ(log odds(y_w) − log odds(y_l))
 *   log p(y) = log π(y | x) / |y|        log odds(y) = log p(y) − log(1 − p(y))
 * </pre>
 *
 * <p>log(1 − p) is computed as log(−expm1(log p)), with log p at most −10⁻⁹, so that an answer that
 * is certain keeps finite odds.
 *
 * <p>Source: Hong, Lee and Thorne, "ORPO: monolithic preference optimization without reference
 * model", EMNLP 2024, equations 4, 6 and 7.
 *
 * @param lambda λ, weight of the odds ratio
 */
public record OrpoLoss(double lambda) implements PreferenceLoss {

  private static final double CERTAIN = -1e-9;

  public OrpoLoss {
    PreferenceLoss.requirePositive("beta", lambda);
  }

  @Override
  public String name() {
    return "orpo";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor ratio = logOdds(terms.chosen()).sub(logOdds(terms.rejected()));
    return PreferenceLoss.scaled(lambda, PreferenceLoss.minusLogSigmoid(ratio))
        .sub(terms.chosen().meanLogProbs());
  }

  private static Tensor logOdds(Answers answers) {
    Tensor logProbs = answers.meanLogProbs().clamp_max(new Scalar(CERTAIN));
    return logProbs.sub(logProbs.expm1().neg().log());
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(lambda, answers.meanLogProbs());
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
