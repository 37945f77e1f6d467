package dev.nightshift.training.spark.policy;

import dev.nightshift.training.policy.Estimator;

/**
 * Group relative policy optimization (Shao et al. 2024), with the defaults of TRL's trainer:
 * answers to one prompt are compared with each other, and no value function is needed.
 */
public final class GrpoJob extends PolicyJob {

  @Override
  public String name() {
    return "grpo";
  }

  @Override
  public String summary() {
    return "train a language model on rewards of its own answers, compared in groups (GRPO)";
  }

  @Override
  public String example() {
    return "--model models/sft --problems arithmetic --reward verifier:1 --group-size 8";
  }

  @Override
  PolicyOptions.Defaults defaults() {
    return new PolicyOptions.Defaults(Estimator.GRPO, "8", "128", "1", "0.000001", "0", "1");
  }
}
