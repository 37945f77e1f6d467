package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Call;
import dev.nightshift.eval.verify.Term.Power;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Quantity;
import dev.nightshift.eval.verify.Term.Quotient;
import dev.nightshift.eval.verify.Term.Sum;
import dev.nightshift.eval.verify.Term.Sym;
import dev.nightshift.schema.random.CounterRandom;
import edu.jas.arith.BigRational;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apfloat.Apcomplex;
import org.apfloat.ApcomplexMath;
import org.apfloat.Apfloat;

/**
 * Whether two expressions have one value: first by their normal forms, which prove it where they
 * agree; else by their values at points, to {@value Numeric#DIGITS} digits.
 *
 * <p>Two expressions are different if their values differ in the first {@value #AGREEING} digits at
 * one point, and equal if they agree at every point at which both are defined.
 */
final class Scalars {

  private static final int AGREEING = 35;
  private static final int POINTS = 8;
  private static final int ENOUGH = 2;
  private static final Set<String> CONSTANTS = Set.of("π", "e", "i");

  private final Budget budget;

  Scalars(Budget budget) {
    this.budget = budget;
  }

  /** Compares two expressions. */
  Verdict same(Term a, Term b) {
    if (a.equals(b)) {
      return Verdict.equal("the same expression");
    }
    String exhausted = "";
    try {
      NormalForm forms = new NormalForm(budget);
      NormalForm.Fraction difference = forms.minus(forms.of(a), forms.of(b));
      if (difference.over().isZERO()) {
        return Verdict.equal("the same normal form");
      }
      if (difference.number() != null) {
        return Verdict.different("their difference is " + shown(difference.number()));
      }
    } catch (NormalForm.None e) {
      exhausted = String.valueOf(e.getMessage());
    }
    Verdict verdict = atPoints(a, b, false);
    return verdict.outcome() == Outcome.UNDECIDED && !exhausted.isEmpty()
        ? Verdict.undecided(verdict.reason() + "; " + exhausted)
        : verdict;
  }

  private static String shown(BigRational number) {
    return number.num.bitLength() > 64 ? "not zero" : number.toString();
  }

  /**
   * Whether one expression is a constant multiple of the other, but not zero times.
   *
   * @param positive whether the constant must be positive
   */
  Verdict proportional(Term a, Term b, boolean positive) {
    Set<String> symbols = symbols(a, b);
    if (symbols.isEmpty()) {
      return same(a, b);
    }
    Apcomplex ratio = null;
    int agreed = 0;
    for (int k = 0; k < POINTS && agreed <= ENOUGH; k++) {
      Apcomplex[] values = values(a, b, point(symbols, k), false);
      if (values.length == 0 || values[0].isZero() || values[1].isZero()) {
        continue;
      }
      Apcomplex here = values[0].divide(values[1]);
      if (ratio != null && !agree(ratio, here)) {
        return Verdict.different("no multiple of each other");
      }
      ratio = here;
      agreed++;
    }
    if (agreed <= ENOUGH || ratio == null) {
      return Verdict.undecided("defined at too few points");
    }
    return positive && ratio.real().signum() < 0
        ? Verdict.different("the other direction")
        : Verdict.equal("a multiple of each other");
  }

  /** The value of an expression without variables. */
  double approximate(Term term) {
    Apcomplex value = new Numeric(Map.of(), budget).of(term);
    if (value.imag().signum() != 0) {
      throw new Numeric.Undefined("a complex number has no order");
    }
    return value.real().doubleValue();
  }

  private Verdict atPoints(Term a, Term b, boolean complex) {
    Set<String> symbols = symbols(a, b);
    int points = symbols.isEmpty() ? 1 : POINTS;
    int agreed = 0;
    for (int k = 0; k < points; k++) {
      Apcomplex[] values = values(a, b, point(symbols, k), complex || symbols.isEmpty());
      if (values.length == 0) {
        continue;
      }
      if (!agree(values[0], values[1])) {
        return Verdict.different("their values differ");
      }
      agreed++;
    }
    if (agreed >= Math.min(ENOUGH, points)) {
      return Verdict.equal("the same values to " + AGREEING + " digits");
    }
    return complex || symbols.isEmpty()
        ? Verdict.undecided("defined at too few points")
        : atPoints(a, b, true);
  }

  /** Both values; empty where one is undefined, or is not real and must be. */
  private Apcomplex[] values(Term a, Term b, Map<String, BigRational> point, boolean complex) {
    try {
      Numeric numeric = new Numeric(point, budget);
      Apcomplex[] values = {numeric.of(a), numeric.of(b)};
      return numeric.leftReals() && !complex ? new Apcomplex[0] : values;
    } catch (Numeric.Undefined e) {
      return new Apcomplex[0];
    }
  }

  /** {@code |x − y| ≤ 10^(−35) max(|x|, |y|, 10^(−15))}. */
  private static boolean agree(Apcomplex x, Apcomplex y) {
    Apcomplex difference = x.subtract(y);
    if (difference.isZero()) {
      return true;
    }
    long scale = Math.max(-15, Math.max(scale(x), scale(y)));
    return scale(difference) <= scale - AGREEING;
  }

  private static long scale(Apcomplex value) {
    Apfloat amount = ApcomplexMath.abs(value);
    return amount.signum() == 0 ? Long.MIN_VALUE / 2 : amount.scale();
  }

  /**
   * Values between −4 and 4 that depend on the symbol and the number of the point alone: positive
   * at even points, for what is real there only; negative at the first odd one; of any sign at
   * others.
   */
  private static Map<String, BigRational> point(Set<String> symbols, int number) {
    Map<String, BigRational> point = new HashMap<>();
    for (String symbol : symbols) {
      CounterRandom random = CounterRandom.of(number, "verify point", symbol);
      long amount = 1 + random.nextLong(4_000);
      boolean negative = number == 1 || number % 2 == 1 && random.nextLong(2) == 1;
      point.put(symbol, new BigRational(negative ? -amount : amount, 1_009));
    }
    return point;
  }

  private static Set<String> symbols(Term... terms) {
    Set<String> symbols = new TreeSet<>();
    Stream.of(terms).forEach(term -> collect(term, symbols));
    symbols.removeAll(CONSTANTS);
    symbols.remove(Sym.INFINITY.name());
    return symbols;
  }

  private static void collect(Term term, Set<String> symbols) {
    if (term instanceof Sym symbol) {
      symbols.add(symbol.name());
    } else {
      parts(term).forEach(part -> collect(part, symbols));
    }
  }

  private static List<Term> parts(Term term) {
    if (term instanceof Sum sum) {
      return sum.terms();
    } else if (term instanceof Product product) {
      return product.factors();
    } else if (term instanceof Quotient quotient) {
      return List.of(quotient.over(), quotient.under());
    } else if (term instanceof Power power) {
      return List.of(power.base(), power.exponent());
    } else if (term instanceof Call call) {
      return call.args();
    }
    return term instanceof Quantity quantity ? List.of(quantity.value()) : List.of();
  }
}
