package dev.nightshift.eval.verify;

/** An answer is no mathematics that the parser knows. */
final class Unreadable extends Exception {

  private static final long serialVersionUID = 1L;

  Unreadable(String why) {
    super(why, null, false, false);
  }
}
