package dev.nightshift.eval.judge;

import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.McNemar;
import dev.nightshift.eval.stats.Wilson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often the second answer of pairs wins.
 *
 * @param rate share of wins, ties counting half, with its standard error
 * @param wins pairs that the second answer wins
 * @param losses pairs that the first answer wins
 * @param ties pairs without a winner, among them those where the two orders disagree
 * @param inconsistent pairs where the two orders disagree
 * @param unread pairs without a verdict in one order or both; they count nowhere else
 * @param firstPlace share of verdicts for the place that the judge saw first, among all that chose
 *     one, with Wilson's interval: ½ is a judge without a position bias; null where none chose
 * @param biasP two-sided exact p value of that share being ½
 */
public record WinRate(
    Estimate rate,
    long wins,
    long losses,
    long ties,
    long inconsistent,
    long unread,
    @Nullable PlaceShare firstPlace,
    double biasP) {

  /** A share with its interval. */
  public record PlaceShare(double value, Interval interval, long n) {}

  /**
   * The win rate of the second answers.
   *
   * @throws IllegalArgumentException if no pair was read
   */
  public static WinRate of(List<PairOutcome> outcomes) {
    List<PairOutcome> read = outcomes.stream().filter(PairOutcome::isRead).toList();
    if (read.isEmpty()) {
      throw new IllegalArgumentException("none of " + outcomes.size() + " pairs has a verdict");
    }
    double[] scores = read.stream().mapToDouble(o -> o.verdict().forSecond()).toArray();
    long forFirstPlace = 0;
    long forSecondPlace = 0;
    for (PairOutcome outcome : read) {
      // With the answers exchanged, the second answer stands in the first place.
      forFirstPlace += outcome.asGiven() == Preference.FIRST ? 1 : 0;
      forFirstPlace += outcome.swapped() == Preference.SECOND ? 1 : 0;
      forSecondPlace += outcome.asGiven() == Preference.SECOND ? 1 : 0;
      forSecondPlace += outcome.swapped() == Preference.FIRST ? 1 : 0;
    }
    long chosen = forFirstPlace + forSecondPlace;
    return new WinRate(
        Estimate.of(scores),
        count(read, Preference.SECOND),
        count(read, Preference.FIRST),
        count(read, Preference.TIE),
        read.stream().filter(outcome -> !outcome.isConsistent()).count(),
        outcomes.size() - read.size(),
        chosen == 0
            ? null
            : new PlaceShare(
                (double) forFirstPlace / chosen, Wilson.interval(forFirstPlace, chosen), chosen),
        McNemar.exact(forFirstPlace, forSecondPlace));
  }

  private static long count(List<PairOutcome> outcomes, Preference verdict) {
    return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
  }
}
