package dev.nightshift.training.federated.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.quicktheories.QuickTheory;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.SourceDSL;

class RobustRulesTest {

  private static float[][] columns(double... values) {
    float[][] vectors = new float[values.length][];
    for (int i = 0; i < values.length; i++) {
      vectors[i] = new float[] {(float) values[i]};
    }
    return vectors;
  }

  private static double apply(RobustRule rule, double... values) {
    float[][] vectors = columns(values);
    int[] chosen = rule.chosen(Distances.ofBlock(vectors));
    float[] into = new float[1];
    rule.combine(Arrays.stream(chosen).mapToObj(i -> vectors[i]).toArray(float[][]::new), into);
    return into[0];
  }

  /** ⌊.2 · 5⌋ = 1 value goes at either end: (2 + 3 + 4) / 3. */
  @Test
  void theTrimmedMeanLeavesOutBothEnds() {
    assertThat(apply(new TrimmedMean(.2), 1, 2, 3, 4, 100)).isEqualTo(3);
    assertThat(apply(new TrimmedMean(0), 1, 2, 3, 4, 100)).isEqualTo(22);
    assertThatThrownBy(() -> new TrimmedMean(.5)).hasMessageContaining("0.5");
  }

  @Test
  void theMedianIsTheMiddle() {
    assertThat(apply(new CoordinateMedian(), 5, 1, 100)).isEqualTo(5);
    assertThat(apply(new CoordinateMedian(), 5, 1, 100, 7)).isEqualTo(6);
  }

  /**
   * n 5, f 1: two neighbours. Scores: .1: .01 + .0225; .2: .0025 + .01; .25: .0025 + .0225; .7: .09
   * + .2025; 1.0: .09 + .5625.
   */
  @Test
  void krumTakesTheVectorWithTheNearestNeighbours() {
    assertThat(apply(new Krum(1, false), .1, .2, .25, .7, 1.0)).isEqualTo(.2f);
    // The two best, n − f − 2 = 2: .2 and .25.
    assertThat(apply(new Krum(1, true), .1, .2, .25, .7, 1.0)).isCloseTo(.225, within(1e-7));
  }

  @Test
  void ofEqualScoresTheFirstWins() {
    // 0 and 1 mirror each other: both have scores of 1 + 4 with neighbours 2 at distance.
    double[][] distances = Distances.ofBlock(columns(0, 1, 0, 1, 50));
    assertThat(new Krum(1, false).chosen(distances)).containsExactly(0);
    double[][] mirrored = Distances.ofBlock(columns(1, 0, 1, 0, 50));
    assertThat(new Krum(1, false).chosen(mirrored)).containsExactly(0);
  }

  /**
   * n 7, f 1: θ = 5 are chosen, then the 3 nearest to their median. The far one is never chosen
   * while two others are left beside it, and never near the median.
   */
  @Test
  void bulyanChoosesAndThenTrims() {
    assertThat(apply(new Bulyan(1), 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1000)).isBetween(1.0, 1.5);
    double[][] distances = Distances.ofBlock(columns(1, 1.1, 1.2, 1.3, 1.4, 1.5, 1000));
    assertThat(new Bulyan(1).chosen(distances)).hasSize(5).doesNotContain(6);
    // All chosen but for f = 0; then β = θ = n, the mean.
    assertThat(apply(new Bulyan(0), 1, 2, 6)).isEqualTo(3);
  }

  /**
   * n 7, f 1, values 0, 1, 2, 4, 7, 11, 100. Scores over 4, 3, 2, 1, 1 neighbours:
   *
   * <pre>
   * all             70, 47, 34, 38, 86, ...      2 has the least
   * 0 1 4 7 11 100  66, 46, 34, 61, 165, ...     4
   * 0 1 7 11 100    50, 37, 52, 116, ...         1
   * 0 7 11 100      49, 16, 16, ...              7, the first of two
   * 0 11 100        121, 121, ...                0, the first of two
   * </pre>
   *
   * <p>The median of 2, 4, 1, 7, 0 is 2; of its β = 3 nearest 2, 1 and 0 or 4, 0 counts: (2 + 1 +
   * 0) / 3 = 1.
   */
  @Test
  void bulyanByHand() {
    double[] values = {0, 1, 2, 4, 7, 11, 100};
    assertThat(new Bulyan(1).chosen(Distances.ofBlock(columns(values))))
        .containsExactly(2, 3, 1, 4, 0);
    assertThat(apply(new Bulyan(1), values)).isEqualTo(1);
  }

  @Test
  void aRuleTellsItsCondition() {
    assertThat(new Krum(2, false).obstacle(7)).isEmpty();
    assertThat(new Krum(2, false).obstacle(6))
        .contains("krum against 2 false clients needs 2f + 3 = 7 clients, and there are 6");
    assertThat(new Bulyan(2).obstacle(11)).isEmpty();
    assertThat(new Bulyan(2).obstacle(10))
        .contains("bulyan against 2 false clients needs 4f + 3 = 11 clients, and there are 10");
    assertThat(new CoordinateMedian().obstacle(0)).isPresent();
    for (String label : RobustRules.labels()) {
      RobustRules.of(label, .1, 1).ifPresent(rule -> assertThat(rule.label()).isEqualTo(label));
    }
  }

  /** Less than half of the values, however large, cannot leave the range of the others. */
  @Test
  void aMinorityCannotMoveTheResultOutOfTheOthersRange() {
    Gen<Integer> seeds = SourceDSL.integers().between(0, Integer.MAX_VALUE);
    QuickTheory.qt()
        .withFixedSeed(5)
        .withExamples(200)
        .forAll(seeds)
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              double[] values = new double[11];
              for (int i = 0; i < values.length; i++) {
                values[i] = i < 2 ? 1e6 * random.nextGaussian() : random.nextDouble();
              }
              for (RobustRule rule :
                  new RobustRule[] {
                    new CoordinateMedian(),
                    new TrimmedMean(.2),
                    new Krum(2, false),
                    new Krum(2, true),
                    new Bulyan(2)
                  }) {
                assertThat(apply(rule, values)).as(rule.label()).isBetween(0.0, 1.0);
              }
            });
  }

  /** Any division of the slots into stretches gives the bits of one holder, gaps or not. */
  @Test
  void theTreeDoesNotDependOnWhoHoldsWhat() {
    Gen<Integer> seeds = SourceDSL.integers().between(0, Integer.MAX_VALUE);
    QuickTheory.qt()
        .withFixedSeed(6)
        .withExamples(300)
        .forAll(seeds)
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              int slots = 1 + random.nextInt(40);
              float[][] vectors = new float[slots][];
              for (int i = 0; i < slots; i++) {
                if (random.nextInt(4) > 0) {
                  vectors[i] = new float[] {(float) (1e3 * random.nextGaussian())};
                }
              }
              SlotTree<float[]> one = SlotTree.ofFloats();
              SlotTree<float[]> all = SlotTree.ofFloats();
              SlotTree<float[]> part = SlotTree.ofFloats();
              for (int i = 0; i < slots; i++) {
                one.push(new SlotNode<>(0, i, copy(vectors[i])));
                part.push(new SlotNode<>(0, i, copy(vectors[i])));
                if (random.nextInt(3) == 0) {
                  part.nodes().forEach(all::push);
                  part = SlotTree.ofFloats();
                }
              }
              part.nodes().forEach(all::push);
              assertThat(all.total()).isEqualTo(one.total());
            });
  }

  private static float[] copy(float[] vector) {
    return vector == null ? null : vector.clone();
  }
}
