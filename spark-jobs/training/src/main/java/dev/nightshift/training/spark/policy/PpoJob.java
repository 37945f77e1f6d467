package dev.nightshift.training.spark.policy;

import dev.nightshift.training.policy.Estimator;

/**
 * Proximal policy optimization with a value function (Schulman et al. 2017), with the defaults of
 * TRL's trainer.
 */
public final class PpoJob extends PolicyJob {

  @Override
  public String name() {
    return "ppo";
  }

  @Override
  public String summary() {
    return "train a language model on rewards of its own answers, with values (PPO)";
  }

  @Override
  public String example() {
    return "--model models/sft --data table:prompts --reward verifier:1 --iterations 50";
  }

  @Override
  PolicyOptions.Defaults defaults() {
    return new PolicyOptions.Defaults(Estimator.GAE, "1", "32", "4", "0.000003", ".05", ".7");
  }
}
