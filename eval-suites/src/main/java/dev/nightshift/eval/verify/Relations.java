package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Relation;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.Sum;
import dev.nightshift.eval.verify.Term.Sym;
import dev.nightshift.eval.verify.Term.Text;
import java.util.List;
import java.util.Optional;

/** Compares equations and inequalities. */
final class Relations {

  private final Comparison comparison;
  private final Scalars scalars;

  Relations(Comparison comparison, Scalars scalars) {
    this.comparison = comparison;
    this.scalars = scalars;
  }

  /** The value in {@code x = 5}, {@code f(x) = 5} and {@code a = b = 5}. */
  static Optional<Term> assigned(Relation relation) {
    List<Term> sides = relation.sides();
    boolean named =
        sides.get(0) instanceof Sym
            || sides.get(0) instanceof Text
            || sides.get(0) instanceof Sequence names
                && names.items().stream().allMatch(Sym.class::isInstance)
            || sides.get(0) instanceof Product product
                && product.factors().stream().allMatch(Sym.class::isInstance);
    return relation.isEquation() && named
        ? Optional.of(sides.get(sides.size() - 1))
        : Optional.empty();
  }

  /** Compares two relations. */
  Verdict same(Relation a, Relation b) {
    if (a.operators().size() == 1 && b.operators().size() == 1) {
      return single(a, b);
    }
    if (!a.operators().equals(b.operators())) {
      return Verdict.different("other relations");
    }
    return comparison.inOrder(a.sides(), b.sides());
  }

  /** Two relations hold alike if the differences of their sides are multiples of each other. */
  private Verdict single(Relation a, Relation b) {
    Relation left = upwards(a);
    Relation right = upwards(b);
    String operator = left.operators().get(0);
    if (!operator.equals(right.operators().get(0))) {
      return Verdict.different("other relations");
    }
    Verdict sides = comparison.inOrder(left.sides(), right.sides());
    if (sides.isEqual() || operator.equals("∈")) {
      return sides;
    }
    boolean directed = operator.equals("<") || operator.equals("≤");
    return scalars.proportional(difference(left), difference(right), directed);
  }

  private static Relation upwards(Relation relation) {
    String operator = relation.operators().get(0);
    if (!operator.equals(">") && !operator.equals("≥")) {
      return relation;
    }
    return new Relation(
        List.of(relation.sides().get(1), relation.sides().get(0)),
        List.of(operator.equals(">") ? "<" : "≤"));
  }

  private static Term difference(Relation relation) {
    return new Sum(List.of(relation.sides().get(1), Parser.negated(relation.sides().get(0))));
  }
}
