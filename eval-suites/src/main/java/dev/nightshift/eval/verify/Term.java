package dev.nightshift.eval.verify;

import edu.jas.arith.BigRational;
import java.util.List;

/** What an answer says, as a tree. */
sealed interface Term {

  /** An exact number. */
  record Num(BigRational value) implements Term {
    static Num of(long value) {
      return new Num(new BigRational(value));
    }

    boolean isWhole() {
      return value.isEntier();
    }
  }

  /** A variable or a constant; {@code i}, {@code e}, {@code π} and {@code ∞} are the known ones. */
  record Sym(String name) implements Term {
    static final Sym PI = new Sym("π");
    static final Sym INFINITY = new Sym("∞");
    static final Sym REALS = new Sym("ℝ");
    static final Sym EMPTY = new Sym("∅");
  }

  record Sum(List<Term> terms) implements Term {}

  record Product(List<Term> factors) implements Term {}

  record Quotient(Term over, Term under) implements Term {}

  record Power(Term base, Term exponent) implements Term {}

  /** A function by name: {@code root(x, n)}, {@code log(x, base)}, {@code sin(x)} and so on. */
  record Call(String name, List<Term> args) implements Term {}

  /** Both {@code first + second} and {@code first − second}, in the order of the sign. */
  record PlusMinus(Term first, Term second, boolean minusFirst) implements Term {}

  /** Several terms side by side. */
  record Sequence(Brackets brackets, List<Term> items) implements Term {}

  /** What stands around a sequence. */
  enum Brackets {
    /** Nothing: commas or words between the items; the order does not matter. */
    NONE,
    /** ( ): a tuple, or an open interval. */
    ROUND,
    /** [ ]: a tuple, or a closed interval. */
    SQUARE,
    /** A set. */
    CURLY
  }

  record Interval(Term low, boolean lowClosed, Term high, boolean highClosed) implements Term {}

  /** {@code ∪}, {@code ∩} or {@code \} of two sets. */
  record SetOperation(char operator, Term left, Term right) implements Term {}

  record Matrix(List<List<Term>> rows) implements Term {}

  /** {@code sides[0] operators[0] sides[1] …}: one of = ≠ < ≤ > ≥ ∈. */
  record Relation(List<Term> sides, List<String> operators) implements Term {
    boolean isEquation() {
      return operators.stream().allMatch("="::equals);
    }
  }

  /**
   * A value with what is counted: {@code percent}, {@code degree}, {@code cm^2}, {@code apples}.
   */
  record Quantity(Term value, String unit) implements Term {}

  /** Words, in lower case. */
  record Text(String words) implements Term {}
}
