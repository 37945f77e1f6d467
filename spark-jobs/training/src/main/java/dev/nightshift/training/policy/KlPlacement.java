package dev.nightshift.training.policy;

/** Where the divergence from the reference is held against the policy. */
public enum KlPlacement {
  /** Taken off the reward: no gradient goes through it. */
  REWARD,
  /** Added to the loss of each token. */
  LOSS
}
