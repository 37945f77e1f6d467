package dev.nightshift.eval.judge;

import org.jspecify.annotations.Nullable;

/**
 * What a judge said of a pair of answers in both orders.
 *
 * @param item the pair
 * @param asGiven its verdict with the answers as given; null where it gave none
 * @param swapped its verdict with the answers exchanged, in terms of the answers as given; null
 *     where it gave none
 */
public record PairOutcome(
    JudgedItem item, @Nullable Preference asGiven, @Nullable Preference swapped) {

  /** Whether both orders were read. */
  public boolean isRead() {
    return asGiven != null && swapped != null;
  }

  /** Whether both orders say the same. */
  public boolean isConsistent() {
    return isRead() && asGiven == swapped;
  }

  /** The verdict: what both orders agree on, else a tie. */
  public Preference verdict() {
    Preference both = asGiven;
    return both != null && isConsistent() ? both : Preference.TIE;
  }
}
