package dev.nightshift.eval.metric;

/**
 * One number of one item: what is stored, and all that an {@link Aggregation} sees.
 *
 * @param name name of the score in results
 * @param value the value
 * @param weight what an aggregation pairs the value with: a number of units in weighted means and
 *     perplexities, the right class in f1 and mcc; 1 where all items count alike
 */
public record ItemScore(String name, double value, double weight) {

  /** A score of weight 1. */
  public static ItemScore of(String name, double value) {
    return new ItemScore(name, value, 1);
  }

  /** 1 for right, 0 for wrong. */
  public static ItemScore of(String name, boolean right) {
    return new ItemScore(name, right ? 1 : 0, 1);
  }
}
