package dev.nightshift.eval.judge;

/** Which of two answers is better. */
public enum Preference {
  FIRST,
  SECOND,
  TIE;

  /** The same with the answers exchanged. */
  public Preference swapped() {
    return switch (this) {
      case FIRST -> SECOND;
      case SECOND -> FIRST;
      case TIE -> TIE;
    };
  }

  /** What it counts for the second answer: 1, ½ for a tie, 0. */
  public double forSecond() {
    return switch (this) {
      case FIRST -> 0;
      case SECOND -> 1;
      case TIE -> .5;
    };
  }
}
