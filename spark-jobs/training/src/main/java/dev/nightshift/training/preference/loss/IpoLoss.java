package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Identity preference optimization, in the two normalisations that implementations use:
 *
 * <pre>
 *   ipo        (r(y_w) − r(y_l) − 1 / 2β)²                      as in the paper
 *   ipo-mean   (r(y_w) / |y_w| − r(y_l) / |y_l| − 1 / 2β)²      a token's mean log-ratio
 * </pre>
 *
 * <p>Source: Azar, Rowland, Piot et al., "A general theoretical paradigm to understand learning from
 * human preferences", AISTATS 2024, equation 17 (β in the place of τ).
 *
 * @param beta β, strength of the pull towards the reference
 * @param normalisation what a log-ratio is divided by
 */
public record IpoLoss(double beta, Normalisation normalisation) implements PreferenceLoss {

  /** What the log-ratio of an answer is divided by. */
  public enum Normalisation {
    /** Nothing: sums over tokens, as in the paper. */
    SUM,
    /** The answer's tokens. */
    MEAN
  }

  public IpoLoss {
    PreferenceLoss.requirePositive("beta", beta);
  }

  @Override
  public String name() {
    return normalisation == Normalisation.SUM ? "ipo" : "ipo-mean";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    return ratios(terms.chosen())
        .sub(ratios(terms.rejected()))
        .sub(new Scalar(1 / (2 * beta)))
        .square();
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, ratios(answers));
  }

  private Tensor ratios(Answers answers) {
    return normalisation == Normalisation.SUM ? answers.ratios() : answers.meanRatios();
  }
}
