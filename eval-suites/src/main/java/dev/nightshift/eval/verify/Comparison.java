package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.Matrix;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Quantity;
import dev.nightshift.eval.verify.Term.Relation;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.Sym;
import dev.nightshift.eval.verify.Term.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares two answers by their kinds: sets, lists, matrices, relations, quantities, values. */
final class Comparison {

  private static final int MOST_ITEMS = 60;

  private final Budget budget;
  private final Scalars scalars;
  private final Relations relations;

  Comparison(Budget budget) {
    this.budget = budget;
    this.scalars = new Scalars(budget);
    this.relations = new Relations(this, scalars);
  }

  /** Compares an answer with the right one. */
  Verdict same(Term expected, Term answer) {
    budget.spend(1);
    Term a = Alternatives.expand(expected);
    Term b = Alternatives.expand(answer);
    if (a.equals(b)) {
      return Verdict.equal("read alike");
    }
    if (a instanceof Text || b instanceof Text) {
      return words(a, b);
    }
    if (a instanceof Relation != b instanceof Relation) {
      Optional<Term> value =
          a instanceof Relation r ? Relations.assigned(r) : Relations.assigned((Relation) b);
      if (value.isPresent()) {
        return a instanceof Relation ? same(value.get(), b) : same(a, value.get());
      }
    }
    if (RealSets.isOnlySet(a) || RealSets.isOnlySet(b)) {
      return sets(a, b);
    }
    if (a instanceof Relation r && b instanceof Relation s) {
      return relations.same(r, s);
    }
    if (a instanceof Sequence || b instanceof Sequence) {
      return sequences(a, b);
    }
    if (a instanceof Matrix || b instanceof Matrix) {
      return matrices(a, b);
    }
    if (a instanceof Quantity || b instanceof Quantity) {
      return quantities(a, b);
    }
    return values(a, b);
  }

  private Verdict values(Term a, Term b) {
    return a.equals(b) ? Verdict.equal("read alike") : scalars.same(a, b);
  }

  private static Verdict words(Term a, Term b) {
    String left = plain(a);
    String right = plain(b);
    return !left.isEmpty() && left.equals(right)
        ? Verdict.equal("the same words")
        : Verdict.different("other words");
  }

  /** Letters and digits in lower case: {@code (B)} is {@code b}. */
  private static String plain(Term term) {
    if (term instanceof Text text) {
      return text.words().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    } else if (term instanceof Sym symbol) {
      return symbol.name().toLowerCase(Locale.ROOT);
    } else if (term instanceof Product product
        && product.factors().stream().allMatch(Sym.class::isInstance)) {
      return product.factors().stream().map(Comparison::plain).collect(Collectors.joining());
    }
    return "";
  }

  private Verdict sets(Term a, Term b) {
    Optional<RealSet> left = RealSets.of(a, scalars);
    Optional<RealSet> right = RealSets.of(b, scalars);
    if (left.isPresent() && right.isPresent()) {
      return left.get().same(right.get(), scalars);
    }
    if (a instanceof Relation r && b instanceof Relation s) {
      return relations.same(r, s);
    }
    Optional<Sequence> listed = FiniteSets.of(a);
    Optional<Sequence> other = FiniteSets.of(b);
    if (listed.isPresent() && other.isPresent()) {
      return sequences(listed.get(), other.get());
    }
    return left.isPresent() || right.isPresent()
        ? Verdict.different("a set of numbers and something else")
        : Verdict.undecided("sets that cannot be listed");
  }

  private Verdict sequences(Term a, Term b) {
    if (a instanceof Matrix || b instanceof Matrix) {
      return matrices(a, b);
    }
    if (!(a instanceof Sequence) || !(b instanceof Sequence)) {
      Sequence sequence = (Sequence) (a instanceof Sequence ? a : b);
      Term single = a instanceof Sequence ? b : a;
      return sequence.items().size() == 1
          ? same(sequence.items().get(0), single)
          : Verdict.different("one value and " + sequence.items().size());
    }
    Sequence left = values((Sequence) a);
    Sequence right = values((Sequence) b);
    Brackets one = left.brackets();
    Brackets two = right.brackets();
    if (one == Brackets.CURLY && two == Brackets.CURLY) {
      return unordered(distinct(left.items()), distinct(right.items()));
    }
    boolean loose = one == Brackets.NONE || two == Brackets.NONE;
    if (one == two || loose) {
      boolean ordered =
          one == Brackets.ROUND
              || two == Brackets.ROUND
              || one == Brackets.SQUARE
              || two == Brackets.SQUARE;
      return ordered
          ? inOrder(left.items(), right.items())
          : unordered(left.items(), right.items());
    }
    return Verdict.different("other brackets");
  }

  /** {@code x = 1, y = 2} as {@code 1, 2}. */
  private static Sequence values(Sequence sequence) {
    List<Optional<Term>> assigned =
        sequence.items().stream()
            .map(
                item -> item instanceof Relation r ? Relations.assigned(r) : Optional.<Term>empty())
            .toList();
    return !assigned.isEmpty() && assigned.stream().allMatch(Optional::isPresent)
        ? new Sequence(sequence.brackets(), assigned.stream().map(Optional::get).toList())
        : sequence;
  }

  private List<Term> distinct(List<Term> items) {
    bounded(items);
    List<Term> distinct = new ArrayList<>();
    for (Term item : items) {
      if (distinct.stream().noneMatch(kept -> same(kept, item).isEqual())) {
        distinct.add(item);
      }
    }
    return distinct;
  }

  private static void bounded(List<?> items) {
    if (items.size() > MOST_ITEMS) {
      throw new Budget.Exhausted("more than " + MOST_ITEMS + " items");
    }
  }

  /** Compares items side by side. */
  Verdict inOrder(List<Term> a, List<Term> b) {
    if (a.size() != b.size()) {
      return Verdict.different(a.size() + " and " + b.size() + " items");
    }
    Verdict doubt = Verdict.equal("item by item");
    for (int i = 0; i < a.size(); i++) {
      Verdict verdict = same(a.get(i), b.get(i));
      if (verdict.outcome() == Outcome.DIFFERENT) {
        return Verdict.different("item " + (i + 1) + ": " + verdict.reason());
      }
      doubt = verdict.isEqual() ? doubt : verdict;
    }
    return doubt;
  }

  private Verdict unordered(List<Term> a, List<Term> b) {
    if (a.size() != b.size()) {
      return Verdict.different(a.size() + " and " + b.size() + " items");
    }
    bounded(a);
    List<Term> left = new ArrayList<>(b);
    boolean doubt = false;
    boolean missing = false;
    for (Term item : a) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        Verdict verdict = same(item, left.get(i));
        found = verdict.isEqual() ? i : -1;
        doubt |= verdict.outcome() == Outcome.UNDECIDED;
      }
      if (found >= 0) {
        left.remove(found);
      } else {
        missing = true;
      }
    }
    if (!missing) {
      return Verdict.equal("the same items");
    }
    return doubt
        ? Verdict.undecided("an item that cannot be compared")
        : Verdict.different("an item is missing");
  }

  private Verdict matrices(Term a, Term b) {
    List<List<Term>> left = rows(a);
    List<List<Term>> right = rows(b);
    boolean vector = a instanceof Sequence || b instanceof Sequence;
    if (vector) {
      left = List.of(left.stream().flatMap(List::stream).toList());
      right = List.of(right.stream().flatMap(List::stream).toList());
    }
    if (vector && (isGrid(a) || isGrid(b)) || left.isEmpty() || left.size() != right.size()) {
      return Verdict.different("other shapes");
    }
    Verdict all = Verdict.equal("the same matrix");
    for (int i = 0; i < left.size(); i++) {
      Verdict row = inOrder(left.get(i), right.get(i));
      if (row.outcome() == Outcome.DIFFERENT) {
        return row;
      }
      all = row.isEqual() ? all : row;
    }
    return all;
  }

  private static boolean isGrid(Term term) {
    return term instanceof Matrix matrix
        && matrix.rows().size() > 1
        && matrix.rows().get(0).size() > 1;
  }

  /** Rows of a matrix, or of a tuple, which is a column. */
  private static List<List<Term>> rows(Term term) {
    if (term instanceof Matrix matrix) {
      return matrix.rows();
    }
    return term instanceof Sequence s && s.brackets() != Brackets.CURLY
        ? s.items().stream().map(List::of).toList()
        : List.of();
  }

  /** Units must not contradict; one that is left out is forgiven. */
  private Verdict quantities(Term a, Term b) {
    if (a instanceof Quantity one && b instanceof Quantity two) {
      if (one.unit().equals(two.unit())) {
        return same(one.value(), two.value());
      }
      return Units.differ(one.unit(), two.unit())
          ? Verdict.different("other units")
          : same(one.value(), two.value());
    }
    Quantity quantity = (Quantity) (a instanceof Quantity ? a : b);
    Term other = a instanceof Quantity ? b : a;
    Verdict bare = same(quantity.value(), other);
    if (bare.isEqual()) {
      return Verdict.equal("the same value, without its unit");
    }
    boolean scaled = quantity.unit().equals("percent") || quantity.unit().equals("degree");
    return scaled ? values(quantity, other) : bare;
  }
}
