package dev.nightshift.eval.verify;

import java.math.BigInteger;

/** Counts the steps of one comparison and stops it when they are used up. */
final class Budget {

  /** Most bits of a whole number. */
  static final int BITS = 20_000;

  private final long deadline;
  private long steps;

  Budget(Limits limits) {
    this.steps = limits.steps();
    this.deadline = System.nanoTime() + limits.millis() * 1_000_000;
  }

  /** Stops a comparison; carries no stack, as hostile input may cause many. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted(String what) {
      super(what, null, false, false);
    }
  }

  /**
   * Pays for steps.
   *
   * @throws Exhausted if too few are left, the time is over or the thread is interrupted
   */
  void spend(long n) {
    steps -= n;
    if (steps < 0) {
      throw new Exhausted("more steps than allowed");
    }
    if (Thread.currentThread().isInterrupted() || System.nanoTime() - deadline > 0) {
      throw new Exhausted("more time than allowed");
    }
  }

  /** Refuses numbers of more bits than are worked with. */
  static void bits(long bits) {
    if (bits > BITS) {
      throw new Exhausted("a number of more than " + BITS + " bits");
    }
  }

  /** Refuses a number of more bits than are worked with. */
  static BigInteger small(BigInteger number) {
    bits(number.bitLength());
    return number;
  }
}
