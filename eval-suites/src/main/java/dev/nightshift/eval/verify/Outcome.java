package dev.nightshift.eval.verify;

/** What a verifier says of two answers. */
public enum Outcome {
  /** They mean the same. */
  EQUAL,
  /** They do not. */
  DIFFERENT,
  /** It could not be told: unreadable, or beyond the bounds. */
  UNDECIDED
}
