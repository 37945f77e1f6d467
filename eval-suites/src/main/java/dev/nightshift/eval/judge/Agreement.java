package dev.nightshift.eval.judge;

import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Wilson;
import java.util.List;

/**
 * How often two judges of the same pairs agree.
 *
 * @param share share of pairs with the same verdict of three, ties included
 * @param interval Wilson's 95 % interval of the share
 * @param kappa Cohen's κ = (p_o − p_e) / (1 − p_e), p_e from the two judges' own shares; NaN where
 *     both always say the same one thing. Source: Cohen, Educational and Psychological Measurement
 *     20, 1960
 * @param n number of pairs
 * @param decided share of agreement among the pairs where neither says tie; NaN where there is none
 * @param decidedN number of these pairs
 */
public record Agreement(
    double share, Interval interval, double kappa, long n, double decided, long decidedN) {

  /** The agreement of two lists of verdicts on the same pairs, in one order. */
  public static Agreement of(List<Preference> first, List<Preference> second) {
    int n = first.size();
    if (n == 0 || second.size() != n) {
      throw new IllegalArgumentException(n + " verdicts beside " + second.size());
    }
    long same = 0;
    long decided = 0;
    long decidedSame = 0;
    long[] ofFirst = new long[Preference.values().length];
    long[] ofSecond = new long[Preference.values().length];
    for (int i = 0; i < n; i++) {
      Preference a = first.get(i);
      Preference b = second.get(i);
      same += a == b ? 1 : 0;
      if (a != Preference.TIE && b != Preference.TIE) {
        decided++;
        decidedSame += a == b ? 1 : 0;
      }
      ofFirst[a.ordinal()]++;
      ofSecond[b.ordinal()]++;
    }
    double expected = 0;
    for (int k = 0; k < ofFirst.length; k++) {
      expected += (double) ofFirst[k] / n * ((double) ofSecond[k] / n);
    }
    double observed = (double) same / n;
    return new Agreement(
        observed,
        Wilson.interval(same, n),
        expected == 1 ? Double.NaN : (observed - expected) / (1 - expected),
        n,
        decided == 0 ? Double.NaN : (double) decidedSame / decided,
        decided);
  }
}
