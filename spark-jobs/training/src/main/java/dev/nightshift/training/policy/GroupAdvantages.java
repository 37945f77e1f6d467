package dev.nightshift.training.policy;

import java.util.Arrays;

/**
 * Advantages of answers against the other answers to the same prompt. Rewards [n] stand group by
 * group, each of G; so do the advantages.
 */
public final class GroupAdvantages {

  /** How the spread of a group is measured. */
  public enum Deviation {
    /** Divided by G − 1. */
    SAMPLE(1),
    /** Divided by G. */
    POPULATION(0);

    private final int taken;

    Deviation(int taken) {
      this.taken = taken;
    }
  }

  private GroupAdvantages() {}

  /**
   * GRPO: (R_i − mean) / (std + ε) over the group (Shao et al., "DeepSeekMath", 2024, section 4.1).
   * A group whose rewards are all equal has no advantage.
   *
   * @param deviation how std is taken; the paper does not say, TRL divides by G − 1
   * @param epsilon ε; TRL's is 1e-4
   */
  public static double[] grpo(double[] rewards, int group, Deviation deviation, double epsilon) {
    double[] advantages = drGrpo(rewards, group);
    for (int from = 0; from < rewards.length; from += group) {
      double squares = 0;
      for (int i = from; i < from + group; i++) {
        squares += advantages[i] * advantages[i];
      }
      double std = Math.sqrt(squares / Math.max(1, group - deviation.taken));
      for (int i = from; i < from + group; i++) {
        advantages[i] /= std + epsilon;
      }
    }
    return advantages;
  }

  /**
   * Dr. GRPO: R_i − mean; a division by the spread would favour prompts that are nearly always or
   * nearly never answered (Liu et al., "Understanding R1-Zero-like training", 2025, section 3.1).
   */
  public static double[] drGrpo(double[] rewards, int group) {
    double[] advantages = new double[rewards.length];
    for (int from = 0; from < whole(rewards, group); from += group) {
      double mean = sum(rewards, from, group) / group;
      for (int i = from; i < from + group; i++) {
        advantages[i] = equal(rewards, from, group) ? 0 : rewards[i] - mean;
      }
    }
    return advantages;
  }

  /**
   * RLOO: R_i − mean of the others, an unbiased baseline (Ahmadian et al., "Back to basics", ACL
   * 2024, equation 8).
   */
  public static double[] rloo(double[] rewards, int group) {
    double[] advantages = drGrpo(rewards, group);
    if (group < 2) {
      throw new IllegalArgumentException("leave-one-out needs 2 answers to a prompt");
    }
    for (int i = 0; i < advantages.length; i++) {
      // R_i − (sum − R_i) / (G − 1) = (R_i − mean) G / (G − 1)
      advantages[i] *= group / (group - 1.0);
    }
    return advantages;
  }

  /** The share of groups whose rewards are all equal, from which nothing is learnt. */
  public static double shareOfEqual(double[] rewards, int group) {
    int equal = 0;
    for (int from = 0; from < whole(rewards, group); from += group) {
      equal += equal(rewards, from, group) ? 1 : 0;
    }
    return rewards.length == 0 ? 0 : (double) equal * group / rewards.length;
  }

  private static boolean equal(double[] rewards, int from, int group) {
    double first = rewards[from];
    return Arrays.stream(rewards, from, from + group).allMatch(reward -> reward == first);
  }

  private static double sum(double[] rewards, int from, int group) {
    double sum = 0;
    for (int i = from; i < from + group; i++) {
      sum += rewards[i];
    }
    return sum;
  }

  private static int whole(double[] rewards, int group) {
    if (group < 1 || rewards.length % group != 0) {
      throw new IllegalArgumentException(
          rewards.length + " rewards are not made of groups of " + group);
    }
    return rewards.length;
  }
}
