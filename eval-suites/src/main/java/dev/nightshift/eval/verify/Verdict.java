package dev.nightshift.eval.verify;

/**
 * A verifier's answer.
 *
 * @param outcome what it says
 * @param reason why, in a few words
 */
public record Verdict(Outcome outcome, String reason) {

  /** The answers mean the same. */
  public static Verdict equal(String reason) {
    return new Verdict(Outcome.EQUAL, reason);
  }

  /** The answers do not mean the same. */
  public static Verdict different(String reason) {
    return new Verdict(Outcome.DIFFERENT, reason);
  }

  /** It could not be told. */
  public static Verdict undecided(String reason) {
    return new Verdict(Outcome.UNDECIDED, reason);
  }

  /** Whether the answers were found to mean the same. */
  public boolean isEqual() {
    return outcome == Outcome.EQUAL;
  }
}
