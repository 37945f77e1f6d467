package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.state.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MiniBatchesTest {

  private static final int[] LENGTHS = {9, 3, 7, 5, 3, 8, 2, 6, 4, 1};

  @Test
  void anEpochLearnsFromEachRolloutOnce() {
    MiniBatches plan = plan(LENGTHS, 1, 3, 2, 0);
    assertThat(MiniBatches.stepsOfEpoch(10, 4)).isEqualTo(3);
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 0; step < 3; step++) {
        seen.addAll(rollouts(plan.step(3 * epoch + step)));
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
    }
    assertThat(plan.step(2)).hasSize(1);
    assertThat(rollouts(plan.step(0))).isNotEqualTo(rollouts(plan.step(3)));
    assertThat(rollouts(plan.firstEpoch()).subList(0, 4)).isEqualTo(rollouts(plan.step(0)));
    assertThat(rollouts(plan(LENGTHS, 1, 3, 2, 1).step(0))).isNotEqualTo(rollouts(plan.step(0)));
  }

  @Test
  void neighboursInLengthShareAMicroBatch() {
    for (int step = 0; step < 3; step++) {
      int last = 0;
      for (int rollout : rollouts(plan(LENGTHS, 1, 3, 1, 0).step(step))) {
        assertThat(LENGTHS[rollout]).isGreaterThanOrEqualTo(last);
        last = LENGTHS[rollout];
      }
    }
  }

  /**
   * Five groups of two in steps of four and micro-batches of three: two forks, two micro-batches.
   */
  @Test
  void answersToOnePromptAreAFork() {
    MiniBatches plan = plan(LENGTHS, 2, 3, 1, 0);
    List<MiniBatches.MicroBatch> step = plan.step(0);
    assertThat(step).hasSize(2);
    for (MiniBatches.MicroBatch part : step) {
      assertThat(part.forks()).hasSize(1);
      int[] fork = part.forks().get(0);
      assertThat(fork[0] % 2).isZero();
      assertThat(fork).containsExactly(fork[0], fork[0] + 1);
    }
    assertThat(rollouts(plan.firstEpoch()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
  }

  /** A step that ends inside a group leaves the rest to the next; micro-batches bound forks. */
  @Test
  void groupsAreCutWhereStepsAndMicroBatchesEnd() {
    MiniBatches plan = plan(LENGTHS, 5, 4, 1, 0);
    assertThat(sizes(plan.step(0))).containsExactly(4);
    assertThat(sizes(plan.step(1))).containsExactlyInAnyOrder(1, 3);
    assertThat(rollouts(plan.firstEpoch()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
  }

  /** Of answers of 200 tokens, two make a fork: three would have more than 512. */
  @Test
  void longAnswersStandInForksOfTheirOwn() {
    int[] answers = new int[4];
    Arrays.fill(answers, 200);
    assertThat(sizes(plan(answers, 4, 4, 1, 0).step(0))).containsExactly(2, 2);
  }

  private static MiniBatches plan(
      int[] answers, int groupSize, int microBatchSize, int epochs, long iteration) {
    int[] prompts = new int[answers.length];
    Arrays.fill(prompts, 4);
    TrainingSettings settings =
        new TrainingSettings(
            7,
            4,
            microBatchSize,
            64,
            LearningRateSchedule.constant(1e-3),
            AdamWSettings.DEFAULT,
            0);
    return new MiniBatches(prompts, answers, groupSize, settings, epochs, iteration);
  }

  private static List<Integer> rollouts(List<MiniBatches.MicroBatch> parts) {
    return parts.stream().flatMap(p -> Arrays.stream(p.rollouts()).boxed()).toList();
  }

  private static List<Integer> sizes(List<MiniBatches.MicroBatch> parts) {
    return parts.stream().flatMap(p -> p.forks().stream()).map(fork -> fork.length).toList();
  }

  @Test
  void anIterationAnswersNoPromptTwice() {
    List<RolloutPrompt> prompts = prompts();
    List<String> epoch = new ArrayList<>();
    for (int iteration = 0; iteration < 3; iteration++) {
      RolloutPlan.ofIteration(prompts, 3, 7, iteration).forEach(p -> epoch.add(p.prompt().id()));
    }
    assertThat(epoch).hasSize(9).doesNotHaveDuplicates();
    assertThat(RolloutPlan.ofIteration(prompts, 3, 7, 3))
        .extracting(p -> p.prompt().id())
        .doesNotHaveDuplicates()
        .isNotEqualTo(epoch.subList(0, 3));
  }

  /** Passes have eight rows: two prompts of four answers, if their padded lengths agree. */
  @Test
  void promptsOfOnePaddedLengthFillPasses() {
    List<List<RolloutPlan.Placed>> parts = RolloutPlan.parts(RolloutPlan.all(prompts()), 4);
    assertThat(parts).hasSize(7);
    for (List<RolloutPlan.Placed> part : parts) {
      assertThat(part.stream().map(p -> (p.prompt().tokens().length + 15) / 16).distinct())
          .hasSize(1);
    }
    assertThat(RolloutPlan.parts(RolloutPlan.all(prompts()), 8)).hasSize(10);
    assertThat(RolloutPlan.parts(RolloutPlan.all(prompts()), 1)).hasSize(4);
    assertThat(RolloutPlan.dealt(parts, 4)).hasSize(4);
    assertThat(RolloutPlan.dealt(parts, 99)).hasSize(7);
  }

  /** Lengths 5, 10, … 50: three of up to 16 tokens, three to 32, three to 48, one to 64. */
  private static List<RolloutPrompt> prompts() {
    List<RolloutPrompt> prompts = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      prompts.add(new RolloutPrompt("p" + i, "", new int[5 * i], Map.of()));
    }
    return prompts;
  }
}
