package dev.nightshift.eval.generated;

/**
 * How an answer is worked out, digit by digit, as it is taught with pen and paper: the ones, then
 * the tens with what was carried. Each step needs a fact about single digits only, so a small model
 * that has learned the steps solves pairs of numbers that it never saw.
 *
 * <pre>
 * 27+45: 7+5=12, 2+4+1=7
 * 45-27: 15-7=8, 4-2-1=1
 * 23*4: 3*4=12, 2*4+1=9
 * 92/4: 9/4=2 rest 1, 12/4=3
 * </pre>
 */
final class Working {

  private Working() {}

  /** The steps of a problem, on one line, without the answer. */
  static String of(ProblemFamily family, Operands shown) {
    return switch (family.operation()) {
      case ADD -> sum(shown.a(), shown.b());
      case SUBTRACT -> difference(shown.a(), shown.b());
      case MULTIPLY -> product(Math.max(shown.a(), shown.b()), Math.min(shown.a(), shown.b()));
      case DIVIDE -> quotient(shown.b(), shown.a());
    };
  }

  private static String sum(int a, int b) {
    int ones = a % 10 + b % 10;
    int carry = ones / 10;
    return String.format(
        "%d+%d: %d+%d=%d, %d+%d+%d=%d",
        a, b, a % 10, b % 10, ones, a / 10, b / 10, carry, a / 10 + b / 10 + carry);
  }

  private static String difference(int a, int b) {
    int borrow = a % 10 < b % 10 ? 1 : 0;
    int ones = a % 10 + 10 * borrow;
    return String.format(
        "%d-%d: %d-%d=%d, %d-%d-%d=%d",
        a, b, ones, b % 10, ones - b % 10, a / 10, b / 10, borrow, a / 10 - b / 10 - borrow);
  }

  /** The second factor has one digit. */
  private static String product(int a, int b) {
    int ones = a % 10 * b;
    return String.format(
        "%d*%d: %d*%d=%d, %d*%d+%d=%d",
        a, b, a % 10, b, ones, a / 10, b, ones / 10, a / 10 * b + ones / 10);
  }

  /** The divisor has one digit and divides the dividend. */
  private static String quotient(int a, int b) {
    int tens = a / 10;
    int rest = tens % b;
    int ones = 10 * rest + a % 10;
    return String.format(
        "%d/%d: %d/%d=%d rest %d, %d/%d=%d", a, b, tens, b, tens / b, rest, ones, b, ones / b);
  }
}
