package dev.nightshift.eval.generated;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Locale;
import java.util.OptionalInt;

/** The ways in which a plausible answer is wrong. */
public enum Slip {
  /** One too many. */
  ONE_MORE,
  /** One too few. */
  ONE_LESS,
  /** Ten too many: a carry that was made twice. */
  TEN_MORE,
  /** Ten too few: a carry that was forgotten. */
  TEN_LESS,
  /** The last two digits in the wrong order. */
  DIGITS_SWAPPED,
  /** The sum where the difference was asked for, and the reverse. */
  WRONG_OPERATION;

  /** The name in files: lower case, with dashes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The wrong answer of this kind; empty where it would be right or negative. */
  public OptionalInt answer(Problem problem) {
    int right = problem.answer();
    Operands shown = problem.operands();
    int wrong =
        switch (this) {
          case ONE_MORE -> right + 1;
          case ONE_LESS -> right - 1;
          case TEN_MORE -> right + 10;
          case TEN_LESS -> right - 10;
          case DIGITS_SWAPPED -> right / 100 * 100 + right % 10 * 10 + right / 10 % 10;
          case WRONG_OPERATION -> {
            int sum = shown.a() + shown.b();
            yield right == sum ? Math.abs(shown.a() - shown.b()) : sum;
          }
        };
    return wrong < 0 || wrong == right ? OptionalInt.empty() : OptionalInt.of(wrong);
  }

  /** A slip that is possible for the problem, each possible one equally likely. */
  public static Slip draw(Problem problem, CounterRandom random) {
    while (true) {
      Slip slip = values()[random.nextInt(values().length)];
      if (slip.answer(problem).isPresent()) {
        return slip;
      }
    }
  }
}
