package dev.nightshift.curation.decontaminate;

import java.io.Serializable;

/**
 * When an item counts as found in a text.
 *
 * @param gram words of an n-gram
 * @param shortest fewest words of a question that is looked for as a whole
 * @param answerWithin words behind such a question among which its answer must stand
 * @param share smallest share of an item's n-grams that must be found, above 0 to 1
 */
public record OverlapRule(int gram, int shortest, int answerWithin, double share)
    implements Serializable {

  /**
   * Any of the item's 13-grams, as in Brown et al. 2020, "Language models are few-shot learners",
   * appendix C.
   */
  public static final OverlapRule PUBLISHED = new OverlapRule(13, 5, 300, 1e-9);

  public OverlapRule {
    if (shortest < 1 || gram < shortest || answerWithin < 1 || !(share > 0) || share > 1) {
      throw new IllegalArgumentException(
          "no rule of "
              + gram
              + "-grams, questions from "
              + shortest
              + " words, answers within "
              + answerWithin
              + " and a share of "
              + share);
    }
  }
}
