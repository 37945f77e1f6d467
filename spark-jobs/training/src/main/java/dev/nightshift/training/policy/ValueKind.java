package dev.nightshift.training.policy;

/** Where the values of states come from. */
public enum ValueKind {
  /** There are none. */
  NONE,
  /** A decoder of its own with a scalar head. */
  SEPARATE,
  /** A scalar head on the policy's own states. */
  SHARED
}
