package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Call;
import dev.nightshift.eval.verify.Term.Num;
import dev.nightshift.eval.verify.Term.Power;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Quantity;
import dev.nightshift.eval.verify.Term.Quotient;
import dev.nightshift.eval.verify.Term.Sum;
import dev.nightshift.eval.verify.Term.Sym;
import edu.jas.arith.BigRational;
import java.util.List;
import java.util.Map;
import org.apfloat.Apcomplex;
import org.apfloat.ApcomplexMath;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/**
 * The value of a term at a point, to {@value #DIGITS} digits. A root or a logarithm of a negative
 * number leaves the reals, which {@link #leftReals()} tells: at such points of a real variable an
 * expression is taken as undefined.
 */
final class Numeric {

  /** Digits that are computed with. */
  static final int DIGITS = 64;

  private static final double LARGEST = 1e5;
  private static final Apfloat TWO = new Apfloat(2, DIGITS);

  private final Map<String, BigRational> point;
  private final Budget budget;
  private boolean leftReals;

  /**
   * An evaluator.
   *
   * @param point the values of the symbols
   * @param budget pays for it
   */
  Numeric(Map<String, BigRational> point, Budget budget) {
    this.point = point;
    this.budget = budget;
  }

  /** A term has no value at the point, or none that is reached within the bounds. */
  static final class Undefined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undefined(String why) {
      super(why, null, false, false);
    }
  }

  /** Whether a root or a logarithm had no real value. */
  boolean leftReals() {
    return leftReals;
  }

  /**
   * The value.
   *
   * @throws Undefined if there is none
   */
  Apcomplex of(Term term) {
    budget.spend(200);
    try {
      return value(term);
    } catch (ArithmeticException | org.apfloat.ApfloatRuntimeException e) {
      throw new Undefined(String.valueOf(e.getMessage()));
    }
  }

  static Apfloat real(BigRational value) {
    return new Apfloat(value.num, DIGITS).divide(new Apfloat(value.den, DIGITS));
  }

  private Apcomplex value(Term term) {
    budget.spend(200);
    if (term instanceof Num number) {
      return real(number.value());
    } else if (term instanceof Sym symbol) {
      return symbol(symbol.name());
    } else if (term instanceof Sum sum) {
      Apcomplex total = Apcomplex.ZERO;
      for (Term part : sum.terms()) {
        total = total.add(value(part));
      }
      return total;
    } else if (term instanceof Product product) {
      Apcomplex total = new Apfloat(1, DIGITS);
      for (Term part : product.factors()) {
        total = total.multiply(value(part));
      }
      return total;
    } else if (term instanceof Quotient quotient) {
      return value(quotient.over()).divide(value(quotient.under()));
    } else if (term instanceof Power power) {
      return power(power);
    } else if (term instanceof Call call) {
      return call(call);
    } else if (term instanceof Quantity quantity) {
      return quantity(quantity);
    }
    throw new Undefined("no number");
  }

  private Apcomplex symbol(String name) {
    return switch (name) {
      case "π" -> ApfloatMath.pi(DIGITS);
      case "e" -> ApfloatMath.e(DIGITS);
      case "i" -> new Apcomplex(Apfloat.ZERO, new Apfloat(1, DIGITS));
      case "∞" -> throw new Undefined("infinity");
      default -> {
        BigRational value = point.get(name);
        if (value == null) {
          throw new Undefined("the value of " + name + " is unknown");
        }
        yield real(value);
      }
    };
  }

  private Apcomplex quantity(Quantity quantity) {
    Apcomplex value = value(quantity.value());
    return switch (quantity.unit()) {
      case "percent" -> value.divide(new Apfloat(100, DIGITS));
      case "degree" -> value.multiply(ApfloatMath.pi(DIGITS)).divide(new Apfloat(180, DIGITS));
      default -> value;
    };
  }

  private Apcomplex power(Power power) {
    Apcomplex base = value(power.base());
    Term exponent = power.exponent();
    if (exponent instanceof Num number && number.isWhole()) {
      if (number.value().num.bitLength() > 31) {
        throw new Undefined("an exponent beyond 2^31");
      }
      int n = number.value().num.intValue();
      if (base.isZero() && n <= 0) {
        throw new Undefined("zero to the power of " + n);
      }
      bounded(n * log(base));
      return ApcomplexMath.pow(base, (long) n);
    }
    if (exponent instanceof Num number && number.value().den.bitLength() < 16) {
      return rational(base, number.value());
    }
    if (exponent instanceof Quotient q && q.over() instanceof Num a && q.under() instanceof Num b) {
      return rational(base, a.value().divide(b.value()));
    }
    return raised(base, value(exponent));
  }

  private Apcomplex rational(Apcomplex base, BigRational exponent) {
    if (exponent.num.bitLength() > 31) {
      throw new Undefined("an exponent beyond 2^31");
    }
    Apcomplex root = root(base, exponent.den.longValue());
    int n = exponent.num.intValue();
    bounded(n * log(root));
    return ApcomplexMath.pow(root, (long) n);
  }

  /** The root; of a negative number the real one where the degree is odd. */
  private Apcomplex root(Apcomplex base, long degree) {
    if (degree == 0) {
      throw new Undefined("a root of degree 0");
    }
    boolean negative = base.imag().signum() == 0 && base.real().signum() < 0;
    if (negative && degree % 2 != 0) {
      return ApcomplexMath.root(base.negate(), degree).negate();
    }
    leftReals |= negative;
    return ApcomplexMath.root(base, degree);
  }

  private Apcomplex raised(Apcomplex base, Apcomplex exponent) {
    if (base.isZero()) {
      if (exponent.real().signum() <= 0) {
        throw new Undefined("zero to a power that is not positive");
      }
      return Apcomplex.ZERO;
    }
    leftReals |= base.imag().signum() == 0 && base.real().signum() < 0;
    bounded(magnitude(exponent) * (Math.abs(log(base)) + Math.PI));
    return ApcomplexMath.pow(base, exponent);
  }

  /** The natural logarithm of the amount; 0 for zero. */
  private static double log(Apcomplex value) {
    return value.isZero() ? 0 : value.scale() * Math.log(10);
  }

  private static double magnitude(Apcomplex value) {
    return value.scale() > 9 ? Double.MAX_VALUE : ApcomplexMath.abs(value).doubleValue();
  }

  private static Apcomplex bounded(Apcomplex value) {
    bounded(magnitude(value));
    return value;
  }

  private static void bounded(double amount) {
    if (!(Math.abs(amount) < LARGEST)) {
      throw new Undefined("a value beyond the bounds");
    }
  }

  private Apcomplex call(Call call) {
    budget.spend(2_000);
    List<Apcomplex> args = call.args().stream().map(this::value).toList();
    Apcomplex x = args.get(0);
    Apfloat one = new Apfloat(1, DIGITS);
    return switch (call.name()) {
      case "root" -> {
        Apfloat degree = args.get(1).real();
        if (!args.get(1).isInteger() || degree.scale() > 4) {
          yield raised(x, one.divide(args.get(1)));
        }
        yield root(x, degree.longValue());
      }
      case "sin" -> ApcomplexMath.sin(bounded(x));
      case "cos" -> ApcomplexMath.cos(bounded(x));
      case "tan" -> ApcomplexMath.tan(bounded(x));
      case "cot" -> one.divide(ApcomplexMath.tan(bounded(x)));
      case "sec" -> one.divide(ApcomplexMath.cos(bounded(x)));
      case "csc" -> one.divide(ApcomplexMath.sin(bounded(x)));
      case "arcsin" -> real(x, ApcomplexMath.asin(x));
      case "arccos" -> real(x, ApcomplexMath.acos(x));
      case "arctan" -> ApcomplexMath.atan(x);
      case "sinh" -> ApcomplexMath.sinh(bounded(x));
      case "cosh" -> ApcomplexMath.cosh(bounded(x));
      case "tanh" -> ApcomplexMath.tanh(bounded(x));
      case "exp" -> ApcomplexMath.exp(bounded(x));
      case "ln" -> real(x, ApcomplexMath.log(x));
      case "log", "lg" -> logarithm(args);
      case "abs" -> ApcomplexMath.abs(x);
      case "floor" -> ApfloatMath.floor(realOf(x));
      case "ceil" -> ApfloatMath.ceil(realOf(x));
      case "max" -> args.stream().map(this::realOf).max(Apfloat::compareTo).orElseThrow();
      case "min" -> args.stream().map(this::realOf).min(Apfloat::compareTo).orElseThrow();
      case "factorial" -> {
        if (magnitude(x) > 3_000) {
          throw new Undefined("the factorial of a large number");
        }
        yield ApcomplexMath.gamma(x.add(one));
      }
      default -> throw new Undefined("the function " + call.name() + " of no whole numbers");
    };
  }

  /** {@code log} without a base is to base ten, as in school. */
  private Apcomplex logarithm(List<Apcomplex> args) {
    Apcomplex base = args.size() > 1 ? args.get(1) : TWO.multiply(new Apfloat(5, DIGITS));
    Apcomplex x = args.get(0);
    return real(x, ApcomplexMath.log(x)).divide(real(base, ApcomplexMath.log(base)));
  }

  private Apcomplex real(Apcomplex argument, Apcomplex result) {
    leftReals |= argument.imag().signum() == 0 && result.imag().signum() != 0;
    return result;
  }

  private Apfloat realOf(Apcomplex value) {
    if (value.imag().signum() != 0) {
      throw new Undefined("a complex number has no order");
    }
    return value.real();
  }
}
