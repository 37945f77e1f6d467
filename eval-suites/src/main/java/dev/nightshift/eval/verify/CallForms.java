package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.NormalForm.Fraction;
import dev.nightshift.eval.verify.NormalForm.None;
import dev.nightshift.eval.verify.Term.Call;
import edu.jas.arith.BigRational;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Normal forms of functions: of numbers their value where it is rational, else an atom. */
final class CallForms {

  private static final int LARGEST_FACTORIAL = 2_000;

  private CallForms() {}

  static Fraction of(Call call, NormalForm forms) {
    List<Fraction> args = call.args().stream().map(forms::of).toList();
    if (call.name().equals("root")) {
      return forms.power(args.get(0), forms.over(forms.constant(BigRational.ONE), args.get(1)));
    }
    BigRational value = value(call.name(), args);
    if (value != null) {
      return forms.constant(value);
    }
    String name = args.stream().map(Fraction::key).collect(Collectors.joining("; "));
    return forms.atom(call.name() + "(" + name + ")");
  }

  private static @Nullable BigRational value(String name, List<Fraction> args) {
    List<@Nullable BigRational> numbers = args.stream().map(Fraction::number).toList();
    if (numbers.stream().anyMatch(Objects::isNull)) {
      return null;
    }
    List<BigRational> known = numbers.stream().map(Objects::requireNonNull).toList();
    BigRational first = known.get(0);
    return switch (name) {
      case "abs" -> first.abs();
      case "floor" -> new BigRational(floor(first));
      case "ceil" -> new BigRational(floor(first.negate()).negate());
      case "factorial" -> new BigRational(factorial(whole(first)));
      case "binom" -> new BigRational(binomial(whole(first), whole(known.get(1))));
      case "max" -> known.stream().max(BigRational::compareTo).orElse(first);
      case "min" -> known.stream().min(BigRational::compareTo).orElse(first);
      case "gcd" -> folded(known, BigInteger::gcd);
      case "lcm" -> folded(known, CallForms::lcm);
      default -> null;
    };
  }

  private static BigInteger floor(BigRational value) {
    BigInteger[] split = value.num.divideAndRemainder(value.den);
    return split[1].signum() < 0 ? split[0].subtract(BigInteger.ONE) : split[0];
  }

  private static int whole(BigRational value) {
    if (!value.isEntier() || value.signum() < 0) {
      throw new None("a whole number is needed");
    }
    if (value.num.bitLength() > 31 || value.num.intValue() > LARGEST_FACTORIAL) {
      throw new Budget.Exhausted("the factorial of a number beyond " + LARGEST_FACTORIAL);
    }
    return value.num.intValue();
  }

  private static BigInteger factorial(int n) {
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Budget.small(product);
  }

  private static BigInteger binomial(int n, int k) {
    BigInteger result = k > n ? BigInteger.ZERO : BigInteger.ONE;
    for (int i = 1; i <= Math.min(k, n - k); i++) {
      result = result.multiply(BigInteger.valueOf(n - i + 1)).divide(BigInteger.valueOf(i));
    }
    return result;
  }

  private static BigRational folded(List<BigRational> numbers, BinaryOperator<BigInteger> fold) {
    if (!numbers.stream().allMatch(BigRational::isEntier)) {
      throw new None("whole numbers are needed");
    }
    return new BigRational(numbers.stream().map(n -> n.num).reduce(fold).orElse(BigInteger.ONE));
  }

  private static BigInteger lcm(BigInteger a, BigInteger b) {
    return a.signum() == 0 || b.signum() == 0
        ? BigInteger.ZERO
        : Budget.small(a.divide(a.gcd(b)).multiply(b).abs());
  }
}
