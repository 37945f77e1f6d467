package dev.nightshift.eval.verify;

import edu.jas.arith.BigRational;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that need no parser: whole numbers, decimals and fractions of whole numbers. */
public final class PlainNumbers {

  private static final int MOST_DIGITS = 400;
  private static final Pattern PLAIN =
      Pattern.compile("\\$?(-?)\\$?(\\d{1,3}(?:,\\d{3})++|\\d++)(?:\\.(\\d++))?\\$?\\.?");
  private static final Pattern FRACTION =
      Pattern.compile(
          "\\$?(-?)(?:\\\\[dt]?frac\\{(\\d++)\\}\\{(\\d++)\\}|(\\d++)/(\\d++))\\$?\\.?");

  private PlainNumbers() {}

  /** The verdict, where both are plain numbers. */
  static Optional<Verdict> compare(String a, String b) {
    Optional<BigRational> left = read(a);
    Optional<BigRational> right = left.isEmpty() ? Optional.empty() : read(b);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        left.get().compareTo(right.get()) == 0
            ? Verdict.equal("the same number")
            : Verdict.different("other numbers"));
  }

  /** The value of a number, to the nearest double; empty where the text is none. */
  public static OptionalDouble value(String text) {
    Optional<BigRational> value = read(text.strip());
    return value.isPresent()
        ? OptionalDouble.of(value.get().doubleValue())
        : OptionalDouble.empty();
  }

  static Optional<BigRational> read(String text) {
    if (text.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    Matcher plain = PLAIN.matcher(text);
    if (plain.matches()) {
      String digits = plain.group(2).replace(",", "");
      String decimals = plain.group(3) == null ? "" : plain.group(3);
      BigRational value =
          BigRational.RNRED(
              new BigInteger(digits + decimals), BigInteger.TEN.pow(decimals.length()));
      return Optional.of(signed(value, plain.group(1)));
    }
    Matcher fraction = FRACTION.matcher(text);
    if (fraction.matches()) {
      boolean latex = fraction.group(2) != null;
      BigInteger over = new BigInteger(String.valueOf(fraction.group(latex ? 2 : 4)));
      BigInteger under = new BigInteger(String.valueOf(fraction.group(latex ? 3 : 5)));
      return under.signum() == 0
          ? Optional.empty()
          : Optional.of(signed(BigRational.RNRED(over, under), fraction.group(1)));
    }
    return Optional.empty();
  }

  private static BigRational signed(BigRational value, String sign) {
    return sign.isEmpty() ? value : value.negate();
  }
}
