package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.RealSet.Piece;
import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.Interval;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Relation;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.SetOperation;
import dev.nightshift.eval.verify.Term.Sym;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads terms as sets of real numbers. */
final class RealSets {

  private RealSets() {}

  /** Whether a term can only mean a set of real numbers. */
  static boolean isOnlySet(Term term) {
    return term instanceof Interval
        || term instanceof SetOperation
        || term.equals(Sym.REALS)
        || term.equals(Sym.EMPTY)
        || term instanceof Relation relation
            && relation.operators().stream().noneMatch("="::equals);
  }

  /** The set of a term; empty where it is none. */
  static Optional<RealSet> of(Term term, Scalars scalars) {
    try {
      return read(term, scalars);
    } catch (Numeric.Undefined e) {
      return Optional.empty();
    }
  }

  private static Optional<RealSet> read(Term term, Scalars scalars) {
    if (term.equals(Sym.REALS)) {
      return Optional.of(RealSet.ALL);
    } else if (term instanceof Interval i) {
      return Optional.of(between(i.low(), i.lowClosed(), i.high(), i.highClosed(), scalars));
    } else if (term instanceof Sequence sequence) {
      return sequence(sequence, scalars);
    } else if (term instanceof Relation relation) {
      return relation(relation, scalars);
    } else if (term instanceof SetOperation operation) {
      Optional<RealSet> left = read(operation.left(), scalars);
      Optional<RealSet> right = read(operation.right(), scalars);
      return left.flatMap(a -> right.map(b -> a.combined(operation.operator(), b)));
    }
    return term.equals(Sym.EMPTY) ? Optional.of(new RealSet(List.of())) : Optional.empty();
  }

  private static Optional<RealSet> sequence(Sequence sequence, Scalars scalars) {
    List<Term> items = sequence.items();
    return switch (sequence.brackets()) {
      case ROUND, SQUARE -> {
        boolean closed = sequence.brackets() == Brackets.SQUARE;
        yield items.size() == 2
            ? Optional.of(between(items.get(0), closed, items.get(1), closed, scalars))
            : Optional.empty();
      }
      case CURLY -> {
        List<Piece> points = new ArrayList<>();
        for (Term item : items) {
          double at = scalars.approximate(item);
          points.add(new Piece(item, true, at, item, true, at));
        }
        yield Optional.of(RealSet.joined(points));
      }
      case NONE -> {
        // "x < 1 or x > 2", "(1,2), (3,4)".
        RealSet union = new RealSet(List.of());
        for (Term item : items) {
          Optional<RealSet> set = read(item, scalars);
          if (set.isEmpty()) {
            yield Optional.empty();
          }
          union = union.combined('∪', set.get());
        }
        yield Optional.of(union);
      }
    };
  }

  private static RealSet between(
      Term low, boolean lowClosed, Term high, boolean highClosed, Scalars scalars) {
    double lowAt = at(low, scalars);
    double highAt = at(high, scalars);
    return RealSet.joined(
        List.of(
            new Piece(
                low,
                lowClosed && !Double.isInfinite(lowAt),
                lowAt,
                high,
                highClosed && !Double.isInfinite(highAt),
                highAt)));
  }

  private static double at(Term end, Scalars scalars) {
    if (end.equals(Sym.INFINITY)) {
      return Double.POSITIVE_INFINITY;
    }
    return end instanceof Product product && product.factors().contains(Sym.INFINITY)
        ? Double.NEGATIVE_INFINITY
        : scalars.approximate(end);
  }

  /** {@code x > 3}, {@code -1 ≤ x < 2}, {@code x ≠ 1}, {@code x ∈ [1, 2]}, {@code x = 3}. */
  private static Optional<RealSet> relation(Relation relation, Scalars scalars) {
    List<Term> sides = relation.sides();
    int variable = -1;
    for (int i = 0; i < sides.size(); i++) {
      if (sides.get(i) instanceof Sym symbol && isVariable(symbol)) {
        if (variable >= 0) {
          return Optional.empty();
        }
        variable = i;
      }
    }
    if (variable < 0) {
      return Optional.empty();
    }
    RealSet set = RealSet.ALL;
    for (int i = 0; i < relation.operators().size(); i++) {
      if (i != variable && i + 1 != variable) {
        return Optional.empty();
      }
      boolean variableFirst = i == variable;
      Optional<RealSet> half =
          half(
              sides.get(variableFirst ? i + 1 : i),
              variableFirst ? relation.operators().get(i) : turned(relation.operators().get(i)),
              scalars);
      if (half.isEmpty()) {
        return half;
      }
      set = set.combined('∩', half.get());
    }
    return Optional.of(set);
  }

  private static boolean isVariable(Sym symbol) {
    return !symbol.equals(Sym.PI)
        && !symbol.equals(Sym.INFINITY)
        && !symbol.equals(Sym.REALS)
        && !symbol.name().equals("e")
        && !symbol.equals(Sym.EMPTY);
  }

  private static String turned(String operator) {
    return switch (operator) {
      case "<" -> ">";
      case ">" -> "<";
      case "≤" -> "≥";
      case "≥" -> "≤";
      default -> operator;
    };
  }

  private static Optional<RealSet> half(Term bound, String operator, Scalars scalars) {
    Term high = Sym.INFINITY;
    return switch (operator) {
      case ">" -> Optional.of(between(bound, false, high, false, scalars));
      case "≥" -> Optional.of(between(bound, true, high, false, scalars));
      case "<" -> Optional.of(between(RealSet.LOWEST, false, bound, false, scalars));
      case "≤" -> Optional.of(between(RealSet.LOWEST, false, bound, true, scalars));
      case "=" -> Optional.of(between(bound, true, bound, true, scalars));
      case "≠" -> Optional.of(between(bound, true, bound, true, scalars).complement());
      case "∈" -> read(bound, scalars);
      default -> Optional.empty();
    };
  }
}
