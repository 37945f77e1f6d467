package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.NormalForm.Fraction;
import edu.jas.arith.BigRational;
import java.math.BigInteger;

/** Rational powers of rational numbers, as products of roots of primes. */
final class Radicals {

  private static final int MOST_DEGREE = 12;
  private static final int LARGEST_PRIME = 2_000;

  private final NormalForm forms;
  private final Budget budget;

  Radicals(NormalForm forms, Budget budget) {
    this.forms = forms;
    this.budget = budget;
  }

  /**
   * {@code base^exponent}; of a negative base the real value for odd roots, and {@code i} times the
   * root of its amount for square roots.
   */
  Fraction power(BigRational base, BigRational exponent) {
    if (exponent.den.bitLength() > 8 || exponent.den.intValue() > MOST_DEGREE) {
      throw new NormalForm.None("a root of degree " + exponent.den);
    }
    if (base.isZERO()) {
      if (exponent.signum() < 0) {
        throw new NormalForm.None("a division by zero");
      }
      return forms.constant(base);
    }
    int degree = exponent.den.intValue();
    BigInteger times = exponent.num.abs();
    if (times.bitLength() > 16) {
      throw new Budget.Exhausted("a power of " + times.bitLength() + " bits");
    }
    Fraction raised = amount(base.abs(), times.intValue(), degree);
    if (base.signum() < 0) {
      raised = forms.times(raised, sign(times.intValue(), degree));
    }
    return exponent.signum() > 0 ? raised : forms.over(forms.constant(BigRational.ONE), raised);
  }

  private Fraction sign(int times, int degree) {
    if (degree == 2) {
      Fraction i = forms.of(new Term.Sym("i"));
      Fraction sign = forms.constant(BigRational.ONE);
      for (int n = 0; n < times % 4; n++) {
        sign = forms.times(sign, i);
      }
      return sign;
    }
    if (degree % 2 == 0) {
      throw new NormalForm.None("a root of degree " + degree + " of a negative number");
    }
    return forms.constant(new BigRational(times % 2 == 0 ? 1 : -1));
  }

  /** {@code (n/d)^(t/q) = (n d^(q−1))^(t/q) / d^t}. */
  private Fraction amount(BigRational base, int times, int degree) {
    Budget.bits((long) base.den.bitLength() * Math.max(degree, times));
    BigInteger whole = Budget.small(base.num.multiply(base.den.pow(degree - 1)));
    Fraction raised = forms.constant(BigRational.RNRED(BigInteger.ONE, base.den.pow(times)));
    BigInteger rest = whole;
    for (int p = 2; p <= LARGEST_PRIME && rest.bitLength() > 1; p += p == 2 ? 1 : 2) {
      budget.spend(1 + rest.bitLength() / 64);
      BigInteger prime = BigInteger.valueOf(p);
      int count = 0;
      for (BigInteger[] split = rest.divideAndRemainder(prime);
          split[1].signum() == 0;
          split = rest.divideAndRemainder(prime)) {
        rest = split[0];
        count++;
      }
      if (count > 0) {
        raised = forms.times(raised, root(prime, count * times, degree));
      }
    }
    return rest.bitLength() > 1 ? forms.times(raised, unfactored(rest, times, degree)) : raised;
  }

  private Fraction unfactored(BigInteger rest, int times, int degree) {
    BigInteger square = rest.sqrt();
    return degree % 2 == 0 && square.multiply(square).equals(rest)
        ? root(square, 2 * times, degree)
        : root(rest, times, degree);
  }

  /** {@code p^(times/degree)}: a whole power and a power of one root. */
  private Fraction root(BigInteger p, int times, int degree) {
    Budget.bits((long) p.bitLength() * (times / degree));
    Fraction whole = forms.constant(new BigRational(p.pow(times / degree)));
    int left = times % degree;
    if (left == 0) {
      return whole;
    }
    int common = BigInteger.valueOf(left).gcd(BigInteger.valueOf(degree)).intValue();
    int q = degree / common;
    Fraction root = forms.root("root " + q + " of " + p, q, new BigRational(p));
    for (int n = 0; n < left / common; n++) {
      whole = forms.times(whole, root);
    }
    return whole;
  }
}
