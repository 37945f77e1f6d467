package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Sym;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

  static final Term LOWEST = Parser.negated(Sym.INFINITY);

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

  /** The union {@code ∪}, the intersection {@code ∩} or the difference {@code ∖}. */
  RealSet combined(char operator, RealSet other) {
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

  /** All other real numbers. */
  RealSet complement() {
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
  static RealSet joined(List<Piece> pieces) {
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
