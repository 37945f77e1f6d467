package dev.nightshift.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthPlanTest {

  private static final int COUNT = 1003;
  private static final int BATCH = 8;

  private static int length(int example) {
    return 10 + CounterRandom.of(1, "length", example).nextInt(400);
  }

  /** 1003 = 125 · 8 + 3: of the steps over three epochs each one but two lies in one epoch. */
  @Test
  void everyEpochVisitsEachExampleOnceInBatchesOfNearlyOneLength() {
    List<Integer> visits = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] order = LengthPlan.order(COUNT, LengthPlanTest::length, 5, epoch, BATCH);
      assertThat(Arrays.stream(order).sorted().toArray())
          .isEqualTo(java.util.stream.IntStream.range(0, COUNT).toArray());
      Arrays.stream(order).forEach(visits::add);
    }
    double planned = 0;
    double shuffled = 0;
    int batches = visits.size() / BATCH;
    for (int b = 0; b < batches; b++) {
      List<Integer> batch = visits.subList(b * BATCH, (b + 1) * BATCH);
      planned += spread(batch);
      shuffled += spread(plain(b));
    }
    // A window of 64 batches of 8 over lengths of 10 to 410: 400 / 64 tokens between batches.
    assertThat(planned / batches).isLessThan(12);
    assertThat(shuffled / batches).isGreaterThan(250);
  }

  private static List<Integer> plain(int batch) {
    List<Integer> examples = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      examples.add((batch * BATCH + i) % COUNT);
    }
    return examples;
  }

  private static int spread(List<Integer> batch) {
    int least = batch.stream().mapToInt(LengthPlanTest::length).min().orElseThrow();
    return batch.stream().mapToInt(LengthPlanTest::length).max().orElseThrow() - least;
  }

  /** The shortest examples do not come first: over an epoch the lengths of batches go up and down. */
  @Test
  void theOrderOfTheBatchesStaysShuffled() {
    int[] order = LengthPlan.order(COUNT, LengthPlanTest::length, 5, 0, BATCH);
    int rises = 0;
    for (int b = 1; b < COUNT / BATCH; b++) {
      rises += length(order[b * BATCH]) > length(order[(b - 1) * BATCH]) ? 1 : 0;
    }
    assertThat(rises).isBetween(40, 85);
  }

  @Test
  void theOrderDependsOnSeedAndEpochAlone() {
    int[] order = LengthPlan.order(COUNT, LengthPlanTest::length, 5, 1, BATCH);
    assertThat(LengthPlan.order(COUNT, LengthPlanTest::length, 5, 1, BATCH)).isEqualTo(order);
    assertThat(LengthPlan.order(COUNT, LengthPlanTest::length, 5, 2, BATCH)).isNotEqualTo(order);
    assertThat(LengthPlan.order(COUNT, LengthPlanTest::length, 6, 1, BATCH)).isNotEqualTo(order);
  }

  @Test
  void fewerExamplesThanABatchAreVisitedAsTheyWereShuffled() {
    assertThat(LengthPlan.order(3, LengthPlanTest::length, 5, 0, BATCH))
        .isEqualTo(RowPlan.order(3, 5, 0));
    assertThat(LengthPlan.order(3, LengthPlanTest::length, 5, 4, BATCH)).hasSize(3);
  }

  @Test
  void theShortestComeFirstForMeasurements() {
    int[] lengths = {7, 3, 7, 1};
    assertThat(LengthPlan.shortestFirst(4, i -> lengths[i])).containsExactly(3, 1, 0, 2);
  }
}
