package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.Interval;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Relation;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.SetOperation;
import dev.nightshift.eval.verify.Term.Sym;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A set of real numbers as disjoint pieces in their order. Inequalities in one variable, intervals,
 * finite sets and their unions, intersections and differences come to this one form.
 *
 * @param pieces disjoint, from the lowest to the highest
 */
record RealSet(List<Piece> pieces) {

  private static final double NEAR = 1e-11;
  private static final int MOST_PIECES = 100;

  /** From {@code low} to {@code high}; {@code lowAt} and {@code highAt} are their rough values. */
  record Piece(
      Term low, boolean lowClosed, double lowAt, Term high, boolean highClosed, double highAt) {

    boolean isEmpty() {
      return same(lowAt, highAt) ? !lowClosed || !highClosed : lowAt > highAt;
    }
  }

  private static final Term LOWEST = Parser.negated(Sym.INFINITY);

  /** The real numbers. */
  static final RealSet ALL =
      new RealSet(
          List.of(
              new Piece(
                  LOWEST,
                  false,
                  Double.NEGATIVE_INFINITY,
                  Sym.INFINITY,
                  false,
                  Double.POSITIVE_INFINITY)));

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
      return Optional.of(ALL);
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
        yield Optional.of(joined(points));
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
    return joined(
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
    RealSet set = ALL;
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
      case "<" -> Optional.of(between(LOWEST, false, bound, false, scalars));
      case "≤" -> Optional.of(between(LOWEST, false, bound, true, scalars));
      case "=" -> Optional.of(between(bound, true, bound, true, scalars));
      case "≠" -> Optional.of(between(bound, true, bound, true, scalars).complement());
      case "∈" -> read(bound, scalars);
      default -> Optional.empty();
    };
  }

  private RealSet combined(char operator, RealSet other) {
    if (pieces.size() + other.pieces.size() > MOST_PIECES) {
      throw new Budget.Exhausted("more than " + MOST_PIECES + " pieces");
    }
    if (operator == '∪') {
      List<Piece> all = new ArrayList<>(pieces);
      all.addAll(other.pieces);
      return joined(all);
    }
    RealSet with = operator == '∖' ? other.complement() : other;
    List<Piece> common = new ArrayList<>();
    for (Piece a : pieces) {
      for (Piece b : with.pieces) {
        common.add(common(a, b));
      }
    }
    return joined(common);
  }

  private static Piece common(Piece a, Piece b) {
    boolean sameLow = same(a.lowAt, b.lowAt);
    Piece low = sameLow ? (a.lowClosed ? b : a) : a.lowAt > b.lowAt ? a : b;
    boolean sameHigh = same(a.highAt, b.highAt);
    Piece high = sameHigh ? (a.highClosed ? b : a) : a.highAt < b.highAt ? a : b;
    return new Piece(low.low, low.lowClosed, low.lowAt, high.high, high.highClosed, high.highAt);
  }

  private RealSet complement() {
    List<Piece> gaps = new ArrayList<>();
    Piece whole = ALL.pieces.get(0);
    Term low = whole.low;
    boolean closed = false;
    double lowAt = whole.lowAt;
    for (Piece piece : pieces) {
      gaps.add(new Piece(low, closed, lowAt, piece.low, !piece.lowClosed, piece.lowAt));
      low = piece.high;
      closed = !piece.highClosed;
      lowAt = piece.highAt;
    }
    gaps.add(new Piece(low, closed, lowAt, whole.high, false, whole.highAt));
    return joined(
        gaps.stream()
            .map(
                p ->
                    new Piece(
                        p.low,
                        p.lowClosed && !Double.isInfinite(p.lowAt),
                        p.lowAt,
                        p.high,
                        p.highClosed && !Double.isInfinite(p.highAt),
                        p.highAt))
            .toList());
  }

  /** Sorts pieces and joins those that touch. */
  private static RealSet joined(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.removeIf(Piece::isEmpty);
    sorted.sort(Comparator.comparingDouble(Piece::lowAt).thenComparing(p -> p.lowClosed ? 0 : 1));
    List<Piece> joined = new ArrayList<>();
    for (Piece next : sorted) {
      Piece last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last == null || !touches(last, next)) {
        joined.add(next);
        continue;
      }
      boolean sameHigh = same(last.highAt, next.highAt);
      Piece high =
          sameHigh ? (last.highClosed ? last : next) : last.highAt > next.highAt ? last : next;
      boolean lowClosed = last.lowClosed || same(last.lowAt, next.lowAt) && next.lowClosed;
      joined.set(
          joined.size() - 1,
          new Piece(last.low, lowClosed, last.lowAt, high.high, high.highClosed, high.highAt));
    }
    return new RealSet(joined);
  }

  private static boolean touches(Piece last, Piece next) {
    return same(next.lowAt, last.highAt)
        ? next.lowClosed || last.highClosed
        : next.lowAt < last.highAt;
  }

  private static boolean same(double a, double b) {
    double distance = Math.abs(a - b);
    return a == b
        || distance <= NEAR * Math.max(1, Math.max(Math.abs(a), Math.abs(b)))
            && distance < Double.POSITIVE_INFINITY;
  }

  /** Compares two sets by the ends of their pieces. */
  Verdict same(RealSet other, Scalars scalars) {
    if (pieces.size() != other.pieces.size()) {
      return Verdict.different(
          "sets of " + pieces.size() + " and " + other.pieces.size() + " pieces");
    }
    for (int i = 0; i < pieces.size(); i++) {
      Piece a = pieces.get(i);
      Piece b = other.pieces.get(i);
      if (a.lowClosed != b.lowClosed || a.highClosed != b.highClosed) {
        return Verdict.different("an end belongs to one of the sets only");
      }
      Verdict ends = ends(a, b, scalars);
      if (!ends.isEqual()) {
        return ends;
      }
    }
    return Verdict.equal("the same set");
  }

  private static Verdict ends(Piece a, Piece b, Scalars scalars) {
    Verdict low = end(a.low, a.lowAt, b.low, b.lowAt, scalars);
    return low.isEqual() ? end(a.high, a.highAt, b.high, b.highAt, scalars) : low;
  }

  private static Verdict end(Term a, double aAt, Term b, double bAt, Scalars scalars) {
    if (!same(aAt, bAt)) {
      return Verdict.different("the ends " + aAt + " and " + bAt);
    }
    return Double.isInfinite(aAt) ? Verdict.equal("infinity") : scalars.same(a, b);
  }
}
