package dev.nightshift.eval.ifeval;

/** Something that a response was asked to do, and whether it did. Safe for several threads. */
@FunctionalInterface
public interface Instruction {

  /**
   * Whether a response does what was asked.
   *
   * @param response not blank
   */
  boolean isFollowedBy(String response);
}
