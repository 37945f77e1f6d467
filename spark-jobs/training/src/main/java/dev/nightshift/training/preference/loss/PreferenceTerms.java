package dev.nightshift.training.preference.loss;

/**
 * What a loss is a function of: n pairs of answers, or n answers with labels, of which each has its
 * place on the side of its label.
 *
 * @param chosen the preferred (or desirable) answers y_w
 * @param rejected the other (or undesirable) answers y_l
 * @param statistics of the whole step
 */
public record PreferenceTerms(Answers chosen, Answers rejected, StepStatistics statistics) {

  /** Terms of a loss that needs no statistics. */
  public PreferenceTerms(Answers chosen, Answers rejected) {
    this(chosen, rejected, StepStatistics.NONE);
  }
}
