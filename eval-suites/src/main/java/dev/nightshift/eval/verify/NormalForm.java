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
import edu.jas.poly.ExpVector;
import edu.jas.poly.GenPolynomial;
import edu.jas.poly.GenPolynomialRing;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings terms to fractions of polynomials over the rationals, in atoms: symbols, roots of primes,
 * {@code i}, and whatever else stands for itself. Powers of roots and of {@code i} are reduced by
 * {@code (p^{1/q})^q = p} and {@code i² = −1}.
 *
 * <p>A zero numerator proves two terms equal. Between rationals, roots of primes and symbols, a
 * numerator other than zero proves them different as well: the roots are linearly independent over
 * the rationals (Besicovitch 1940). Polynomials are those of the Java Algebra System.
 */
final class NormalForm {

  /** Most atoms of one comparison. */
  private static final int ATOMS = 16;

  private static final int MOST_TERMS = 4_000;
  private static final int MOST_POWER = 2_000;

  private final GenPolynomialRing<BigRational> ring =
      new GenPolynomialRing<>(new BigRational(), ATOMS);
  private final Map<String, Integer> atoms = new HashMap<>();
  private final Map<Integer, Root> roots = new HashMap<>();
  private final Budget budget;
  private final Radicals radicals;

  NormalForm(Budget budget) {
    this.budget = budget;
    this.radicals = new Radicals(this, budget);
  }

  /** Something that has no normal form here, such as a division by zero. */
  static final class None extends RuntimeException {
    private static final long serialVersionUID = 1L;

    None(String why) {
      super(why, null, false, false);
    }
  }

  /** A fraction of polynomials; {@code under} is not zero. */
  record Fraction(GenPolynomial<BigRational> over, GenPolynomial<BigRational> under) {

    /** The number, if it is one. */
    @Nullable BigRational number() {
      return over.isConstant() && under.isConstant()
          ? over.leadingBaseCoefficient().divide(under.leadingBaseCoefficient())
          : null;
    }

    String key() {
      return over + "/" + under;
    }
  }

  /** An atom whose power of that degree is a number. */
  private record Root(int degree, BigRational value) {}

  /** The fraction of a term. */
  Fraction of(Term term) {
    budget.spend(1);
    if (term instanceof Num number) {
      return constant(number.value());
    } else if (term instanceof Sym symbol) {
      return symbol(symbol.name());
    } else if (term instanceof Sum sum) {
      Fraction total = constant(BigRational.ZERO);
      for (Term part : sum.terms()) {
        total = plus(total, of(part));
      }
      return total;
    } else if (term instanceof Product product) {
      Fraction total = constant(BigRational.ONE);
      for (Term part : product.factors()) {
        total = times(total, of(part));
      }
      return total;
    } else if (term instanceof Quotient quotient) {
      return over(of(quotient.over()), of(quotient.under()));
    } else if (term instanceof Power power) {
      return power(of(power.base()), of(power.exponent()));
    } else if (term instanceof Call call) {
      return CallForms.of(call, this);
    } else if (term instanceof Quantity quantity) {
      return quantity(quantity);
    }
    throw new None("no number");
  }

  private Fraction symbol(String name) {
    if (name.equals(Sym.INFINITY.name())) {
      throw new None("infinity");
    }
    return name.equals("i") ? root("i", 2, BigRational.ONE.negate()) : atom("symbol " + name);
  }

  private Fraction quantity(Quantity quantity) {
    Fraction value = of(quantity.value());
    return switch (quantity.unit()) {
      case "percent" -> times(value, constant(new BigRational(1, 100)));
      case "degree" -> times(times(value, of(Sym.PI)), constant(new BigRational(1, 180)));
      default -> value;
    };
  }

  Fraction constant(BigRational value) {
    return new Fraction(ring.getONE().multiply(value), ring.getONE());
  }

  /** An atom by its name: the same name gives the same atom. */
  Fraction atom(String name) {
    Integer known = atoms.get(name);
    int index = known == null ? atoms.size() : known;
    if (index >= ATOMS) {
      throw new None("more than " + ATOMS + " atoms");
    }
    atoms.put(name, index);
    return new Fraction(
        ring.valueOf(BigRational.ONE, ExpVector.create(ATOMS, index, 1)), ring.getONE());
  }

  /** An atom whose {@code n}-th power is a number. */
  Fraction root(String name, int n, BigRational value) {
    Fraction root = atom(name);
    roots.put(atoms.getOrDefault(name, 0), new Root(n, value));
    return root;
  }

  Fraction plus(Fraction a, Fraction b) {
    if (a.under.equals(b.under)) {
      return new Fraction(a.over.sum(b.over), a.under);
    }
    return new Fraction(
        product(a.over, b.under).sum(product(b.over, a.under)), product(a.under, b.under));
  }

  Fraction minus(Fraction a, Fraction b) {
    return plus(a, new Fraction(b.over.negate(), b.under));
  }

  Fraction times(Fraction a, Fraction b) {
    return new Fraction(product(a.over, b.over), product(a.under, b.under));
  }

  Fraction over(Fraction a, Fraction b) {
    if (b.over.isZERO()) {
      throw new None("a division by zero");
    }
    return times(a, new Fraction(b.under, b.over));
  }

  /** A power: by whole numbers multiplied out, of numbers by roots, else an atom. */
  Fraction power(Fraction base, Fraction exponent) {
    BigRational n = exponent.number();
    BigRational number = base.number();
    if (n != null && n.isEntier()) {
      return wholePower(base, n.num);
    }
    if (n != null && number != null) {
      return radicals.power(number, n);
    }
    return atom("power " + base.key() + " ^ " + exponent.key());
  }

  private Fraction wholePower(Fraction base, BigInteger exponent) {
    BigRational number = base.number();
    boolean trivial =
        number != null && number.num.abs().bitLength() <= 1 && number.den.bitLength() == 1;
    if (trivial && number != null) {
      return trivialPower(number, exponent);
    }
    if (exponent.bitLength() > 31) {
      throw new Budget.Exhausted("a power of " + exponent.bitLength() + " bits");
    }
    int n = Math.abs(exponent.intValue());
    if (number != null) {
      Budget.bits((long) n * Math.max(number.num.bitLength(), number.den.bitLength()));
      budget.spend(1 + n / 100);
      BigRational raised = BigRational.RNRED(number.num.pow(n), number.den.pow(n));
      return exponent.signum() >= 0
          ? constant(raised)
          : over(constant(BigRational.ONE), constant(raised));
    }
    if (n > MOST_POWER) {
      throw new Budget.Exhausted("a power of " + n);
    }
    Fraction raised = constant(BigRational.ONE);
    for (int i = 0; i < n; i++) {
      raised = times(raised, base);
    }
    return exponent.signum() >= 0 ? raised : over(constant(BigRational.ONE), raised);
  }

  /** A power of 0, 1 or −1. */
  private Fraction trivialPower(BigRational base, BigInteger exponent) {
    if (base.isZERO()) {
      if (exponent.signum() <= 0) {
        throw new None("zero to the power of " + exponent.signum());
      }
      return constant(base);
    }
    return constant(exponent.testBit(0) ? base : BigRational.ONE);
  }

  private GenPolynomial<BigRational> product(
      GenPolynomial<BigRational> a, GenPolynomial<BigRational> b) {
    long words = 1 + (bits(a) + bits(b)) / 64;
    budget.spend(1 + (long) a.length() * b.length() * words);
    GenPolynomial<BigRational> product = reduced(a.multiply(b));
    if (product.length() > MOST_TERMS) {
      throw new Budget.Exhausted("more than " + MOST_TERMS + " terms");
    }
    return product;
  }

  /** Bits of the largest coefficient. */
  private static long bits(GenPolynomial<BigRational> p) {
    long most = 0;
    for (BigRational c : p.getMap().values()) {
      most = Math.max(most, c.num.bitLength() + c.den.bitLength());
    }
    Budget.bits(most);
    return most;
  }

  private GenPolynomial<BigRational> reduced(GenPolynomial<BigRational> p) {
    if (p.getMap().keySet().stream().noneMatch(this::isReducible)) {
      return p;
    }
    GenPolynomial<BigRational> reduced = ring.getZERO().copy();
    p.getMap().forEach((exponents, c) -> reduced.doAddTo(factor(exponents, c), rest(exponents)));
    return reduced;
  }

  private boolean isReducible(ExpVector exponents) {
    return roots.entrySet().stream()
        .anyMatch(root -> exponents.getVal(root.getKey()) >= root.getValue().degree());
  }

  private BigRational factor(ExpVector exponents, BigRational coefficient) {
    BigRational product = coefficient;
    for (Map.Entry<Integer, Root> entry : roots.entrySet()) {
      Root root = entry.getValue();
      for (long n = exponents.getVal(entry.getKey()) / root.degree(); n > 0; n--) {
        product = product.multiply(root.value());
      }
    }
    return product;
  }

  private ExpVector rest(ExpVector exponents) {
    long[] rest = new long[ATOMS];
    for (int i = 0; i < ATOMS; i++) {
      Root root = roots.get(i);
      rest[i] = root == null ? exponents.getVal(i) : exponents.getVal(i) % root.degree();
    }
    return ExpVector.create(rest);
  }
}
