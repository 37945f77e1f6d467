package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.SetOperation;
import dev.nightshift.eval.verify.Term.Sym;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sets of things that need not be numbers, by their members. */
final class FiniteSets {

  private FiniteSets() {}

  /** The members; empty where the term is no set, or no union, that can be listed. */
  static Optional<Sequence> of(Term term) {
    if (term instanceof Sequence sequence && sequence.brackets() == Brackets.CURLY) {
      return Optional.of(sequence);
    } else if (term.equals(new Sym("∅"))) {
      return Optional.of(new Sequence(Brackets.CURLY, List.of()));
    } else if (term instanceof SetOperation operation && operation.operator() == '∪') {
      return of(operation.left())
          .flatMap(left -> of(operation.right()).map(right -> union(left, right)));
    }
    return Optional.empty();
  }

  private static Sequence union(Sequence a, Sequence b) {
    List<Term> items = new ArrayList<>(a.items());
    items.addAll(b.items());
    return new Sequence(Brackets.CURLY, items);
  }
}
