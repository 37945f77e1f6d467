package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.PlusMinus;
import dev.nightshift.eval.verify.Term.Power;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Quantity;
import dev.nightshift.eval.verify.Term.Quotient;
import dev.nightshift.eval.verify.Term.Relation;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.Sum;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code a ± b} as the two values that it stands for. */
final class Alternatives {

  private Alternatives() {}

  /** The term with every item that holds a {@code ±} doubled, once with each sign. */
  static Term expand(Term term) {
    if (term instanceof Sequence sequence) {
      List<Term> items = new ArrayList<>();
      sequence.items().forEach(item -> items.addAll(both(item)));
      return items.equals(sequence.items()) ? term : new Sequence(sequence.brackets(), items);
    }
    List<Term> both = both(term);
    return both.size() == 1 ? term : new Sequence(Brackets.NONE, both);
  }

  private static List<Term> both(Term item) {
    return holds(item) ? List.of(signed(item, true), signed(item, false)) : List.of(item);
  }

  private static boolean holds(Term term) {
    return !signed(term, true).equals(term);
  }

  private static Term signed(Term term, boolean plus) {
    if (term instanceof PlusMinus both) {
      boolean adds = plus != both.minusFirst();
      return new Sum(List.of(both.first(), adds ? both.second() : Parser.negated(both.second())));
    } else if (term instanceof Sum sum) {
      return new Sum(signed(sum.terms(), plus));
    } else if (term instanceof Product product) {
      return new Product(signed(product.factors(), plus));
    } else if (term instanceof Quotient quotient) {
      return new Quotient(signed(quotient.over(), plus), signed(quotient.under(), plus));
    } else if (term instanceof Power power) {
      return new Power(signed(power.base(), plus), signed(power.exponent(), plus));
    } else if (term instanceof Quantity quantity) {
      return new Quantity(signed(quantity.value(), plus), quantity.unit());
    } else if (term instanceof Relation relation) {
      return new Relation(signed(relation.sides(), plus), relation.operators());
    }
    return term instanceof Term.Call call
        ? new Term.Call(call.name(), signed(call.args(), plus))
        : term;
  }

  private static List<Term> signed(List<Term> terms, boolean plus) {
    return terms.stream().map(term -> signed(term, plus)).toList();
  }
}
