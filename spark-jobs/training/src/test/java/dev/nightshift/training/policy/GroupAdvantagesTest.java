package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.training.policy.GroupAdvantages.Deviation;
import org.junit.jupiter.api.Test;

/** Rewards [1, 0, 0, 1]: mean .5, deviations ±.5. */
class GroupAdvantagesTest {

  private static final double[] REWARDS = {1, 0, 0, 1};

  /** Σ (R − mean)² = 1; by 3 its root is .577350, and .5 / (.577350 + 1e-6) = .866024. */
  @Test
  void grpoDividesByTheSampleDeviation() {
    double[] seen = GroupAdvantages.grpo(REWARDS, 4, Deviation.SAMPLE, 1e-6);
    assertClose(seen, .866024, -.866024, -.866024, .866024);
    // With the published 1e-4: .5 / .577450 = .865875.
    double[] published = GroupAdvantages.grpo(REWARDS, 4, Deviation.SAMPLE, 1e-4);
    assertThat(published[0]).isCloseTo(.865875, within(1e-6));
  }

  /** By 4 the root is .5, so advantages are ±1 but for ε. */
  @Test
  void grpoWithThePopulationDeviation() {
    double[] seen = GroupAdvantages.grpo(REWARDS, 4, Deviation.POPULATION, 0);
    assertClose(seen, 1, -1, -1, 1);
  }

  @Test
  void drGrpoTakesOffTheMeanOnly() {
    assertClose(GroupAdvantages.drGrpo(REWARDS, 4), .5, -.5, -.5, .5);
  }

  /** 1 − (0 + 0 + 1) / 3 = .666667; 0 − (1 + 0 + 1) / 3 = −.666667. */
  @Test
  void rlooLeavesOneOut() {
    assertClose(GroupAdvantages.rloo(REWARDS, 4), .666667, -.666667, -.666667, .666667);
  }

  @Test
  void groupsDoNotMix() {
    double[] two = {1, 0, 0, 1, 5, 5, 5, 5};
    double[] seen = GroupAdvantages.grpo(two, 4, Deviation.SAMPLE, 1e-6);
    assertClose(seen, .866024, -.866024, -.866024, .866024, 0, 0, 0, 0);
    assertThat(GroupAdvantages.shareOfEqual(two, 4)).isEqualTo(.5);
  }

  /** .1 + .1 + .1 is not 3 · .1: rounding must not be blown up by a deviation of nearly nothing. */
  @Test
  void equalRewardsGiveExactlyNothing() {
    double[] equal = {.1, .1, .1};
    assertThat(GroupAdvantages.grpo(equal, 3, Deviation.SAMPLE, 1e-4)).containsOnly(0);
    assertThat(GroupAdvantages.rloo(equal, 3)).containsOnly(0);
  }

  @Test
  void halfAGroupIsRefused() {
    assertThatThrownBy(() -> GroupAdvantages.drGrpo(REWARDS, 3))
        .hasMessage("4 rewards are not made of groups of 3");
    assertThatThrownBy(() -> GroupAdvantages.rloo(REWARDS, 1))
        .hasMessageContaining("leave-one-out needs 2 answers");
  }

  private static void assertClose(double[] seen, double... expected) {
    assertThat(seen).hasSize(expected.length);
    for (int i = 0; i < seen.length; i++) {
      assertThat(seen[i]).as("element " + i).isCloseTo(expected[i], within(1e-6));
    }
  }
}
