package dev.nightshift.eval.judge;

import dev.nightshift.eval.stats.Estimate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The win rate that a model would have if its answers were as long as the baseline's.
 *
 * <p>The preference of each pair is fitted by logistic regression with an L2 penalty:
 *
 * <pre>logit P = θ + φ tanh((l_second − l_first) / s) + ψ γ_x</pre>
 *
 * <p>with s the deviation of the length differences of this model and γ the {@linkplain
 * InstructionDifficulty difficulty} of the instruction; the win rate is the mean prediction with
 * the length term left out. Source: Dubois, Galambosi, Liang and Hashimoto, "Length-controlled
 * AlpacaEval", arXiv 2404.04475, section 3. Two things differ from the authors' program: γ is
 * estimated from the comparisons at hand, and no answers of purposely short or long baselines stand
 * beside the data as a regulariser; the penalty alone bounds φ.
 *
 * @param rate the length-controlled win rate
 * @param standardError by leaving out groups of pairs (jackknife)
 * @param raw the plain win rate with its standard error
 * @param model θ
 * @param length φ: above 0 where the judge prefers longer answers
 * @param difficulty ψ
 */
public record LengthControlled(
    double rate,
    double standardError,
    Estimate raw,
    double model,
    double length,
    double difficulty) {

  /** The ridge: about that of C = 1 in libraries that weigh the loss instead. */
  public static final double PENALTY = 1;

  private static final int GROUPS = 100;

  /**
   * The win rate of one model.
   *
   * @param comparisons of one model, one for each instruction
   * @param difficulty γ of the instructions; of unknown ones 0
   */
  public static LengthControlled of(
      List<LengthComparison> comparisons, Map<String, Double> difficulty) {
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException("a win rate needs at least one pair");
    }
    int n = comparisons.size();
    double[] lengths = standardised(comparisons);
    double[][] x = new double[n][];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      LengthComparison c = comparisons.get(i);
      x[i] = new double[] {1, lengths[i], difficulty.getOrDefault(c.instruction(), 0.0)};
      y[i] = c.preference();
    }
    double[] w = LogisticFit.fit(x, y, new double[n], PENALTY);
    return new LengthControlled(
        predicted(x, w, -1, 1), jackknife(x, y), Estimate.of(y), w[0], w[1], w[2]);
  }

  /** tanh(Δ / s) of each pair; 0 where all differences are the same. */
  static double[] standardised(List<LengthComparison> comparisons) {
    double[] difference =
        comparisons.stream()
            .mapToDouble(c -> (double) c.secondLength() - c.firstLength())
            .toArray();
    double deviation = difference.length < 2 ? 0 : Estimate.of(difference).deviation();
    double[] result = new double[difference.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = deviation > 0 ? Math.tanh(difference[i] / deviation) : 0;
    }
    return result;
  }

  /** The mean prediction without the length term, over the rows that are not of a group. */
  private static double predicted(double[][] x, double[] w, int leftOut, int groups) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < x.length; i++) {
      if (leftOut < 0 || i % groups != leftOut) {
        sum += LogisticFit.sigmoid(w[0] + w[2] * x[i][2]);
        counted++;
      }
    }
    return sum / counted;
  }

  /** √((g − 1)/g Σ (r_(k) − r̄)²) over g groups, each left out once. */
  private static double jackknife(double[][] x, double[] y) {
    int groups = Math.min(GROUPS, x.length);
    if (groups < 2) {
      return Double.NaN;
    }
    double[] rates = new double[groups];
    for (int group = 0; group < groups; group++) {
      int left = group;
      int[] kept = IntStream.range(0, x.length).filter(i -> i % groups != left).toArray();
      double[][] someX = new double[kept.length][];
      double[] someY = new double[kept.length];
      for (int k = 0; k < kept.length; k++) {
        someX[k] = x[kept[k]];
        someY[k] = y[kept[k]];
      }
      double[] w = LogisticFit.fit(someX, someY, new double[kept.length], PENALTY);
      rates[group] = predicted(x, w, group, groups);
    }
    double deviation = Estimate.of(rates).deviation();
    return Math.sqrt((groups - 1.0) * (groups - 1.0) / groups) * deviation;
  }
}
