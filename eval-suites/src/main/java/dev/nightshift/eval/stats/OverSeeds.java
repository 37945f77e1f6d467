package dev.nightshift.eval.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of several trainings that differ in their seed alone, each measured on the same examples.
 *
 * <p>With x_{s,i} of seed s and example i, m_s = Σ_i x_{s,i} / n and m = Σ_s m_s / S:
 *
 * <ul>
 *   <li>over seeds: m ± t_{.975, S−1} s_m / √S with the sample deviation s_m of the m_s: what
 *       another seed would give on these examples;
 *   <li>over prompts: the percentile interval of m where prompts are drawn with replacement, each
 *       with all its examples, and the seeds stay: what other prompts would give;
 *   <li>the standard error of both: √(s_m² / S + SE²) with the clustered error SE of the examples'
 *       means over seeds ({@link ClusteredError}).
 * </ul>
 *
 * <p>Sources: Student, "The probable error of a mean", Biometrika 6, 1908; Efron and Tibshirani,
 * "An introduction to the bootstrap", 1993, section 8.3; Bouthillier et al., "Accounting for
 * variance in machine learning benchmarks", MLSys 2021.
 *
 * @param mean the mean over seeds and examples
 * @param overSeeds its 95 % interval over seeds; null for a single seed
 * @param overPrompts its 95 % interval over prompts
 * @param standardError of both sources; of prompts alone for a single seed
 * @param seeds number of seeds
 * @param examples number of examples
 * @param prompts number of prompts
 */
public record OverSeeds(
    double mean,
    @Nullable Interval overSeeds,
    Interval overPrompts,
    double standardError,
    int seeds,
    int examples,
    int prompts) {

  private static final long DRAWS = 17;
  private static final int RESAMPLES = 2_000;

  /**
   * The estimate from values.
   *
   * @param values of each seed one per example, [S][n], both at least 1
   * @param prompt name of the prompt of each example
   */
  public static OverSeeds of(double[][] values, List<String> prompt) {
    int n = prompt.size();
    double[] ofSeeds = new double[values.length];
    double[] ofExamples = new double[n];
    for (int s = 0; s < values.length; s++) {
      if (values[s].length != n) {
        throw new IllegalArgumentException(
            values[s].length + " values of seed " + s + " with " + n + " prompts");
      }
      ofSeeds[s] = Estimate.of(values[s]).mean();
      for (int i = 0; i < n; i++) {
        ofExamples[i] += values[s][i] / values.length;
      }
    }
    Estimate seeds = Estimate.of(ofSeeds);
    Map<String, List<Integer>> clusters = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      clusters.computeIfAbsent(prompt.get(i), key -> new ArrayList<>()).add(i);
    }
    double error = ClusteredError.of(ofExamples, prompt).standardError();
    double ofBoth = values.length == 1 ? error : Math.hypot(error, seeds.standardError());
    return new OverSeeds(
        seeds.mean(),
        values.length == 1 ? null : seeds.student(),
        bootstrap(ofExamples, List.copyOf(clusters.values())),
        ofBoth,
        values.length,
        n,
        clusters.size());
  }

  /**
   * The second less the first, seed by seed and example by example.
   *
   * @param first values, [S][n]
   * @param second values of the same seeds and examples, [S][n]
   */
  public static OverSeeds ofDifference(double[][] first, double[][] second, List<String> prompt) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " seeds and " + second.length);
    }
    double[][] differences = new double[first.length][];
    for (int s = 0; s < first.length; s++) {
      if (first[s].length != second[s].length) {
        throw new IllegalArgumentException(
            first[s].length + " examples and " + second[s].length + " of seed " + s);
      }
      differences[s] = new double[first[s].length];
      for (int i = 0; i < first[s].length; i++) {
        differences[s][i] = second[s][i] - first[s][i];
      }
    }
    return of(differences, prompt);
  }

  /** The smallest true value, of a difference, that is found with power .8 at α = .05. */
  public double detectable() {
    return DetectableEffect.of(standardError, 1);
  }

  private static Interval bootstrap(double[] values, List<List<Integer>> clusters) {
    double[] sums = new double[clusters.size()];
    for (int c = 0; c < sums.length; c++) {
      for (int i : clusters.get(c)) {
        sums[c] += values[i];
      }
    }
    return ItemBootstrap.of(
            new int[] {clusters.size()},
            DRAWS,
            RESAMPLES,
            drawn -> {
              double sum = 0;
              long count = 0;
              for (int c : drawn[0]) {
                sum += sums[c];
                count += clusters.get(c).size();
              }
              return sum / count;
            })
        .interval();
  }
}
