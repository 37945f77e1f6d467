package dev.nightshift.training.curriculum;

/**
 * What a step may learn from: an example, or the piece of it that was drawn.
 *
 * @param example its number in the prepared data
 * @param from the first token of the piece; 0 for a whole example
 */
public record Candidate(int example, int from) {

  /** A whole example. */
  public static Candidate whole(int example) {
    return new Candidate(example, 0);
  }
}
