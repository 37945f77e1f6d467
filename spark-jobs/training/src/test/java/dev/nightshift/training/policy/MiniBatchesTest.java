package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;

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
    MiniBatches plan = new MiniBatches(LENGTHS, 4, 3, 2, 7, 0);
    assertThat(MiniBatches.stepsOfEpoch(10, 4)).isEqualTo(3);
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 0; step < 3; step++) {
        plan.step(3 * epoch + step).forEach(part -> Arrays.stream(part).forEach(seen::add));
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
    }
    assertThat(plan.step(2)).hasSize(1);
    assertThat(plan.step(0).get(0)).isNotEqualTo(plan.step(3).get(0));
    assertThat(plan.firstEpoch().get(0)).isEqualTo(plan.step(0).get(0));
    assertThat(new MiniBatches(LENGTHS, 4, 3, 2, 7, 1).step(0).get(0))
        .isNotEqualTo(plan.step(0).get(0));
  }

  @Test
  void neighboursInLengthShareAMicroBatch() {
    for (int step = 0; step < 3; step++) {
      int last = 0;
      for (int[] part : new MiniBatches(LENGTHS, 4, 3, 1, 7, 0).step(step)) {
        for (int rollout : part) {
          assertThat(LENGTHS[rollout]).isGreaterThanOrEqualTo(last);
          last = LENGTHS[rollout];
        }
      }
    }
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
