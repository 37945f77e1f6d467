package dev.nightshift.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.eval.pattern.PythonPattern;
import dev.nightshift.eval.stats.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricTest {

  /** The settings of GSM8K in lm-evaluation-harness. */
  private static final ExactMatch GSM8K =
      new ExactMatch(
          true,
          false,
          false,
          Stream.of(",", "\\$", "(?s).*#### ", "\\.$").map(PythonPattern::of).toList());

  private static double score(ItemMetric metric, String target, String... answers) {
    ItemOutcome outcome =
        new ItemOutcome(
            "t", 0, "id", Map.of(), ItemTarget.of(target), List.of(), null, List.of(answers));
    return metric.score(outcome, List.of(answers)).get(0).value();
  }

  /** Choices "a", "bb", "€" (1, 2, 1 characters; 1, 2, 3 bytes) with log-likelihoods. */
  private static ItemOutcome choices(double a, double bb, double euro, Integer... right) {
    List<ChoiceOutcome> choices =
        List.of(
            new ChoiceOutcome("a", a, false, 1, -1.0),
            new ChoiceOutcome("bb", bb, true, 2, -6.0),
            new ChoiceOutcome("€", euro, false, 3, -2.0));
    return new ItemOutcome(
        "t",
        0,
        "id",
        Map.of(),
        new ItemTarget(List.of("x"), Arrays.asList(right), right.length > 1),
        choices,
        null,
        List.of());
  }

  private static double value(ItemMetric metric, ItemOutcome outcome) {
    return metric.score(outcome, List.of()).get(0).value();
  }

  @Test
  void exactMatchIgnoresWhatItIsToldTo() {
    String target = "She sells 3 * 1,250.\n#### 3,750";
    assertThat(score(GSM8K, target, "3750")).isEqualTo(1);
    assertThat(score(GSM8K, target, "$3,750.")).isEqualTo(1);
    assertThat(score(GSM8K, target, "3751")).isZero();
    assertThat(score(GSM8K, target, "[invalid]")).isZero();
  }

  @Test
  void exactMatchIsExactOtherwise() {
    assertThat(score(ExactMatch.plain(), "68", "68")).isEqualTo(1);
    assertThat(score(ExactMatch.plain(), "68", " 68")).isZero();
    assertThat(score(ExactMatch.plain(), "Yes", "yes")).isZero();
    ExactMatch loose = new ExactMatch(true, true, true, List.of());
    assertThat(score(loose, "Yes, 12!", "yes")).isZero();
    assertThat(score(loose, "Yes!12", "yes")).isEqualTo(1);
    assertThat(score(ExactMatch.plain(), "4", "4", "5", "4", "6")).isEqualTo(.5);
  }

  @Test
  void mathEquivalenceComparesMeanings() {
    MathEquivalence metric = new MathEquivalence("math_verify");
    assertThat(metric.name()).isEqualTo("math_verify");
    assertThat(score(metric, "so \\boxed{\\frac{1}{2}}", "0.5")).isEqualTo(1);
    assertThat(score(metric, "\\frac{1}{2}", "The answer is \\boxed{\\frac{2}{5}}.")).isZero();
    assertThat(score(metric, "5", "\\int x dx")).isZero();
    assertThat(metric.higherIsBetter()).isTrue();
  }

  @Test
  void choicesAreComparedByTheirRule() {
    // acc: −3 is most. acc_norm: −4/2 = −2 beats −3/1 and −5/1. acc_bytes: −5/3 beats −2 and −3.
    // Mutual information: −3+1 = −2, −4+6 = 2, −5+2 = −3.
    ItemOutcome outcome = choices(-3, -4, -5, 1);
    assertThat(value(new Accuracy(Accuracy.Rule.PLAIN), outcome)).isZero();
    assertThat(value(new Accuracy(Accuracy.Rule.CHARACTERS), outcome)).isEqualTo(1);
    assertThat(value(new Accuracy(Accuracy.Rule.BYTES), outcome)).isZero();
    assertThat(value(new Accuracy(Accuracy.Rule.BYTES), choices(-3, -4, -5, 2))).isEqualTo(1);
    assertThat(value(new Accuracy(Accuracy.Rule.MUTUAL_INFORMATION), outcome)).isEqualTo(1);
    assertThat(value(ExactMatch.plain(), outcome)).isEqualTo(1);
    assertThat(value(ExactMatch.plain(), choices(-3, -4, -5, 0))).isZero();
  }

  @Test
  void tiesGoToTheFirstAndAnyOfSeveralTargetsCounts() {
    Accuracy accuracy = new Accuracy(Accuracy.Rule.PLAIN);
    assertThat(value(accuracy, choices(-2, -2, -2, 0))).isEqualTo(1);
    assertThat(value(accuracy, choices(-2, -2, -2, 1))).isZero();
    assertThat(value(accuracy, choices(-3, -2, -4, 2, 1))).isEqualTo(1);
    assertThat(value(accuracy, choices(-3, -2, -4, -1))).isZero();
  }

  @Test
  void brierScoreIsTheSquaredDistanceOfProbabilities() {
    // Equal probabilities of three: (1 − 1/3)² + 2 · (1/3)² = 2/3; sure and wrong: 2.
    BrierScore metric = new BrierScore();
    assertThat(value(metric, choices(-1, -1, -1, 1))).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(value(metric, choices(-1, -1e4, -1e4, 1))).isCloseTo(2, within(1e-12));
  }

  @Test
  void perplexitiesOfTheReference() {
    // Σ log-likelihood −100 on 40 words and 200 bytes, as two texts.
    double[] sums = {-60, -40};
    assertThat(Aggregations.WEIGHTED_PERPLEXITY.value(sums, new double[] {25, 15}))
        .isCloseTo(12.182494, within(1e-6));
    assertThat(Aggregations.WEIGHTED_PERPLEXITY.value(sums, new double[] {120, 80}))
        .isCloseTo(1.648721, within(1e-6));
    assertThat(Aggregations.BITS_PER_BYTE.value(sums, new double[] {120, 80}))
        .isCloseTo(.721348, within(1e-6));
    double[] ones = {1, 1, 1, 1, 1};
    assertThat(Aggregations.PERPLEXITY.value(new double[] {-1, -2, -.5, -3, -1.5}, ones))
        .isCloseTo(4.953032, within(1e-6));
  }

  @Test
  void wordsAreCountedAsPythonSplitsThem() {
    // len(re.split(r"\s+", " a b\n\nc ")) = 5: an empty text stands at either end.
    TextOutcome whole = new TextOutcome(" a b\n\nc ", -7, 3);
    ItemOutcome outcome =
        new ItemOutcome(
            "t", 0, "id", Map.of("page", "x y"), ItemTarget.of(""), List.of(), whole, List.of());
    assertThat(new TextPerplexity("word_perplexity", "").score(outcome, List.of()))
        .containsExactly(new ItemScore("word_perplexity", -7, 5));
    assertThat(new TextPerplexity("byte_perplexity", "").score(outcome, List.of()).get(0).weight())
        .isEqualTo(8);
    assertThat(
            new TextPerplexity("word_perplexity", "page").score(outcome, List.of()).get(0).weight())
        .isEqualTo(2);
  }

  @Test
  void classesAreScoredOverAllItems() {
    // Found 1 1 0 0 1, right 1 0 0 1 1: TP 2, FP 1, FN 1, TN 1. F1 = 4/6.
    // MCC = (2·1 − 1·1) / √(3·3·2·2) = 1/6.
    double[] found = {1, 1, 0, 0, 1};
    double[] right = {1, 0, 0, 1, 1};
    assertThat(Aggregations.F1.value(found, right)).isCloseTo(4.0 / 6, within(1e-12));
    assertThat(Aggregations.MATTHEWS.value(found, right)).isCloseTo(1.0 / 6, within(1e-12));
    // Three classes, 0 1 2 2 against 0 1 2 1: n = 4, correct 3, Σ p t = 1·1 + 1·2 + 2·1 = 5,
    // (4·3 − 5) / √((16 − 6)(16 − 6)) = .7.
    assertThat(Aggregations.MATTHEWS.value(new double[] {0, 1, 2, 2}, new double[] {0, 1, 2, 1}))
        .isCloseTo(.7, within(1e-12));
    assertThat(Aggregations.F1.value(new double[] {0}, new double[] {0})).isZero();
  }

  @Test
  void standardErrorsFollowFromTheScores() {
    double[] values = {1, 0, 1, 1, 0, 1, 1, 0, 1, 1};
    double[] ones = new double[10];
    Arrays.fill(ones, 1);
    // .7 of 10: s / √n = .483046 / 3.162278.
    assertThat(Aggregations.MEAN.standardError(values, ones, 1)).isCloseTo(.152753, within(1e-6));
    // The ratio's delta method with equal weights is the mean's standard error.
    assertThat(Aggregations.BITS_PER_BYTE.standardError(values, ones, 1) * Math.log(2))
        .isCloseTo(.152753, within(1e-6));
    // The bootstrap of a mean comes near √((n − 1) / n) of it: .144914.
    Aggregation mean = Aggregations.WEIGHTED_MEAN;
    assertThat(mean.standardError(values, ones, 1)).isCloseTo(.144914, within(.012));
    assertThat(mean.standardError(values, ones, 1)).isEqualTo(mean.standardError(values, ones, 1));
    assertThat(mean.standardError(new double[] {1}, new double[] {1}, 1)).isNaN();
    assertThat(Bootstrap.resamples(100)).isEqualTo(1000);
    assertThat(Bootstrap.resamples(100_000)).isEqualTo(200);
  }

  @Test
  void groupsWeighTasksBySizeOrAlike() {
    // 30 items at .5 ± .1 and 10 at .9 ± .2: (15 + 9) / 40 = .6, √(3² + 2²) / 40; else .7.
    List<GroupMean.Part> parts =
        List.of(new GroupMean.Part(.5, .1, 30), new GroupMean.Part(.9, .2, 10));
    GroupMean weighted = GroupMean.of(parts, GroupMean.Weighting.BY_SIZE);
    assertThat(weighted.value()).isCloseTo(.6, within(1e-12));
    assertThat(weighted.standardError()).isCloseTo(Math.sqrt(13) / 40, within(1e-12));
    assertThat(weighted.n()).isEqualTo(40);
    assertThat(GroupMean.of(parts, GroupMean.Weighting.EQUAL).value()).isCloseTo(.7, within(1e-12));
  }

  /**
   * Forty items in ten clusters of four equal ones: the error is that of ten items, about twice the
   * one of forty. Equal weights make the weighted mean the mean, so that its resampled error is
   * near the formula's.
   */
  @Test
  void errorsOfClusteredItemsAreThoseOfTheClusters() {
    double[] values = new double[40];
    double[] weights = new double[40];
    List<String> names = new ArrayList<>();
    double[] ten = {1, 0, 1, 1, 0, 1, 0, 0, 1, 1};
    for (int i = 0; i < 40; i++) {
      values[i] = ten[i / 4];
      weights[i] = 2;
      names.add("passage " + i / 4);
    }
    Clusters clusters = Clusters.of(names);
    double mean = Aggregations.MEAN.clusteredError(values, weights, clusters, 1);
    // Σ over clusters of (4 d)² over 40², as s²/n − Σ d²/n² is small: √(10 · 16 · .24) / 40.
    assertThat(mean).isCloseTo(Math.sqrt(16 * 2.4) / 40, within(2e-3));
    assertThat(mean / Aggregations.MEAN.standardError(values, weights, 1))
        .isCloseTo(2, within(.03));
    assertThat(Aggregations.WEIGHTED_MEAN.clusteredError(values, weights, clusters, 1))
        .isCloseTo(mean, within(.015));
    Clusters alone = Clusters.of(names.stream().map(name -> "").toList());
    assertThat(Aggregations.WEIGHTED_MEAN.clusteredError(values, weights, alone, 1))
        .isEqualTo(Aggregations.WEIGHTED_MEAN.standardError(values, weights, 1));
    Clusters one = Clusters.of(names.stream().map(name -> "x").toList());
    assertThat(Aggregations.WEIGHTED_MEAN.clusteredError(values, weights, one, 1)).isNaN();
  }
}
