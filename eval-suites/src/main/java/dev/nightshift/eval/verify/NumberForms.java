package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Num;
import dev.nightshift.eval.verify.Token.Kind;
import edu.jas.arith.BigRational;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ways to write a number. */
final class NumberForms {

  private static final Pattern DIGITS = Pattern.compile("[0-9A-Z.]+");
  private static final int MOST_EXPONENT = 5_000;

  private NumberForms() {}

  /** The number of a decimal such as {@code 12}, {@code 0.5}, {@code .5} or {@code 1.5e-3}. */
  static BigRational decimal(String digits) throws Unreadable {
    try {
      BigDecimal decimal = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
      if (Math.abs((long) decimal.scale()) > MOST_EXPONENT) {
        throw new Unreadable("an exponent beyond " + MOST_EXPONENT);
      }
      BigInteger unscaled = decimal.unscaledValue();
      BigInteger ten = BigInteger.TEN.pow(Math.abs(decimal.scale()));
      return decimal.scale() > 0
          ? BigRational.RNRED(unscaled, ten)
          : new BigRational(unscaled.multiply(ten));
    } catch (NumberFormatException e) {
      throw new Unreadable("'" + digits + "' is no number");
    }
  }

  /** A decimal whose last digits, of {@code block}, repeat for ever: {@code 0.1\overline{6}}. */
  static BigRational repeating(String digits, String block) throws Unreadable {
    int point = digits.indexOf('.');
    if (point < 0 || block.isEmpty() || !block.chars().allMatch(Character::isDigit)) {
      throw new Unreadable("no repeating decimal");
    }
    int fixed = digits.length() - point - 1;
    BigInteger under =
        BigInteger.TEN
            .pow(block.length())
            .subtract(BigInteger.ONE)
            .multiply(BigInteger.TEN.pow(fixed));
    return decimal(digits).sum(BigRational.RNRED(new BigInteger(block), under));
  }

  /** Digits to a base from 2 to 36, with a point or without. */
  static Num based(String digits, String base) throws Unreadable {
    try {
      int radix = Integer.parseInt(base);
      if (radix >= 2 && radix <= 36) {
        int point = digits.indexOf('.');
        int behind = point < 0 ? 0 : digits.length() - point - 1;
        return new Num(
            BigRational.RNRED(
                new BigInteger(digits.replace(".", ""), radix),
                BigInteger.valueOf(radix).pow(behind)));
      }
    } catch (NumberFormatException e) {
      // Told below, as a base out of range is.
    }
    throw new Unreadable("'" + digits + "' is no number to base " + base);
  }

  /** An answer that is digits with a base alone, whose digits may be letters; else null. */
  static @Nullable Num wholeWithBase(List<Token> tokens) {
    int split = -1;
    for (int i = 0; i < tokens.size() && split < 0; i++) {
      Token token = tokens.get(i);
      split =
          token.isSign("_") || token.kind() == Kind.WORD && token.text().equals("base") ? i : -1;
    }
    if (split < 1) {
      return null;
    }
    String digits = join(tokens.subList(0, split));
    String base = join(tokens.subList(split + 1, tokens.size())).replaceAll("[{}()]|base", "");
    boolean number = tokens.stream().limit(split).anyMatch(t -> t.kind() == Kind.NUMBER);
    if (!number || !DIGITS.matcher(digits).matches() || !base.matches("\\d{1,2}")) {
      return null;
    }
    try {
      return based(digits, base);
    } catch (Unreadable e) {
      // A variable with an index, such as 3x_2.
      return null;
    }
  }

  private static String join(List<Token> tokens) {
    return tokens.stream().map(Token::text).collect(Collectors.joining());
  }
}
