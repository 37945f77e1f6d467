package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.Call;
import dev.nightshift.eval.verify.Term.Num;
import dev.nightshift.eval.verify.Term.PlusMinus;
import dev.nightshift.eval.verify.Term.Product;
import dev.nightshift.eval.verify.Term.Quantity;
import dev.nightshift.eval.verify.Term.Quotient;
import dev.nightshift.eval.verify.Term.Relation;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.SetOperation;
import dev.nightshift.eval.verify.Term.Sum;
import dev.nightshift.eval.verify.Term.Text;
import dev.nightshift.eval.verify.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads an answer by descent: list, relation, union of sets, sum, product; {@link Factors} reads
 * what stands in a product.
 */
final class Parser {

  private static final Set<String> RELATIONS = Set.of("=", "≠", "<", "≤", ">", "≥", "∈");
  private static final Set<String> SET_OPERATORS = Set.of("∪", "∩", "∖");

  private final Cursor cursor;
  private final Factors factors;

  private Parser(Cursor cursor) {
    this.cursor = cursor;
    this.factors = new Factors(cursor, this);
  }

  /**
   * The term of an answer. An answer with words in it that is no term is read as {@link Text}.
   *
   * @param grouped whether {@code 1,234} is one number
   */
  static Term parse(String answer, boolean grouped, Limits limits) throws Unreadable {
    List<Token> tokens = Lexer.tokens(answer, grouped);
    Term based = NumberForms.wholeWithBase(tokens);
    if (based != null) {
      return based;
    }
    try {
      Cursor cursor = new Cursor(tokens, limits.depth());
      Term term = new Parser(cursor).list();
      if (!cursor.ended()) {
        throw new Unreadable("what is '" + cursor.peek().text() + "'?");
      }
      return term;
    } catch (Unreadable e) {
      if (isProse(tokens)) {
        return new Text(tokens.stream().map(Token::text).collect(Collectors.joining(" ")));
      }
      throw e;
    }
  }

  private static boolean isProse(List<Token> tokens) {
    return tokens.stream().anyMatch(token -> token.kind() == Kind.WORD)
        && tokens.stream()
            .filter(token -> token.kind() == Kind.COMMAND)
            .allMatch(token -> token.text().equals("and") || token.text().equals("or"));
  }

  /** Items between commas, semicolons, "and" and "or". */
  Term list() throws Unreadable {
    List<Term> items = new ArrayList<>();
    do {
      items.add(relation());
    } while (separator());
    return items.size() == 1 ? items.get(0) : new Sequence(Brackets.NONE, items);
  }

  private boolean separator() {
    boolean found = false;
    while (cursor.takeSign(",")
        || cursor.takeSign(";")
        || cursor.takeCommand("and")
        || cursor.takeCommand("or")) {
      found = true;
    }
    return found && !cursor.ended();
  }

  private Term relation() throws Unreadable {
    List<Term> sides = new ArrayList<>();
    List<String> operators = new ArrayList<>();
    sides.add(sets());
    while (cursor.peek().kind() == Kind.SIGN && RELATIONS.contains(cursor.peek().text())) {
      String operator = cursor.next().text();
      if (cursor.takeSign("=")) {
        operator = operator.equals("<") ? "≤" : operator.equals(">") ? "≥" : operator;
      }
      operators.add(operator);
      sides.add(sets());
    }
    return operators.isEmpty() ? sides.get(0) : new Relation(sides, operators);
  }

  private Term sets() throws Unreadable {
    Term left = sum();
    int operations = 0;
    while (cursor.peek().kind() == Kind.SIGN && SET_OPERATORS.contains(cursor.peek().text())) {
      if (++operations > 40) {
        throw new Unreadable("more than 40 unions");
      }
      left = new SetOperation(cursor.next().text().charAt(0), left, sum());
    }
    return left;
  }

  /** A sum with its signs. */
  Term sum() throws Unreadable {
    cursor.enter();
    List<Term> terms = new ArrayList<>();
    Term plusMinus = null;
    boolean minusFirst = false;
    boolean first = true;
    while (first || signAhead()) {
      boolean negative = false;
      boolean both = false;
      while (signAhead()) {
        String sign = cursor.next().text();
        negative ^= sign.equals("-");
        both |= sign.equals("±") || sign.equals("∓");
        minusFirst |= sign.equals("∓");
      }
      Term product = product();
      Term signed = negative ? negated(product) : product;
      if (both && plusMinus != null) {
        throw new Unreadable("two signs ± in one sum");
      }
      if (both) {
        plusMinus = signed;
      } else {
        terms.add(signed);
      }
      first = false;
    }
    cursor.leave();
    Term rest = terms.size() == 1 ? terms.get(0) : new Sum(terms);
    return plusMinus == null
        ? rest
        : new PlusMinus(terms.isEmpty() ? Num.of(0) : rest, plusMinus, minusFirst);
  }

  private boolean signAhead() {
    return cursor.sign("+") || cursor.sign("-") || cursor.sign("±") || cursor.sign("∓");
  }

  static Term negated(Term term) {
    if (term instanceof Num number) {
      return new Num(number.value().negate());
    }
    return term instanceof Quantity quantity
        ? new Quantity(negated(quantity.value()), quantity.unit())
        : new Product(List.of(Num.of(-1), term));
  }

  private Term product() throws Unreadable {
    List<Term> over = new ArrayList<>();
    List<Term> under = new ArrayList<>();
    over.add(factors.mixedOr(factors.factor()));
    while (true) {
      if (cursor.takeSign("*")) {
        over.add(factors.signed());
      } else if (cursor.takeSign("/") || cursor.takeSign(":")) {
        under.add(factors.signed());
      } else if (factors.startsFactor()) {
        over.add(factors.factor());
      } else {
        break;
      }
    }
    if (over.size() + under.size() > 1 && over.get(0) instanceof Text) {
      throw new Unreadable("words in a product");
    }
    Term product = over.size() == 1 ? over.get(0) : new Product(over);
    if (!under.isEmpty()) {
      product = new Quotient(product, under.size() == 1 ? under.get(0) : new Product(under));
    }
    return factors.unit(product);
  }

  /** A function's argument without parentheses: factors side by side, up to the next function. */
  Term bareArgument() throws Unreadable {
    List<Term> found = new ArrayList<>();
    found.add(factors.signed());
    while (factors.startsFactor()
        && cursor.peek().kind() != Kind.COMMAND
        && !cursor.peek().isSign("(")) {
      found.add(factors.factor());
    }
    return found.size() == 1 ? found.get(0) : new Product(found);
  }

  static Call call(String name, Term... args) {
    return new Call(name, List.of(args));
  }
}
