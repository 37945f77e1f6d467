package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Call;
import dev.nightshift.eval.verify.Term.Num;
import dev.nightshift.eval.verify.Term.Power;
import dev.nightshift.eval.verify.Term.Quantity;
import dev.nightshift.eval.verify.Term.Quotient;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Term.Sum;
import dev.nightshift.eval.verify.Term.Sym;
import dev.nightshift.eval.verify.Term.Text;
import dev.nightshift.eval.verify.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the factors of a product: numbers, symbols, brackets, functions, powers and units. */
final class Factors {

  private static final Set<String> COMMANDS =
      Set.of("frac", "sqrt", "binom", "{", "overline", "lfloor", "lceil", "begin", "not");

  private final Cursor cursor;
  private final Parser parser;
  private final Groups groups;

  Factors(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
    this.groups = new Groups(cursor, parser);
  }

  /** Whether the next token can begin a factor without a sign of multiplication. */
  boolean startsFactor() {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> false;
      case LETTER -> true;
      case COMMAND ->
          COMMANDS.contains(token.text()) || Vocabulary.FUNCTIONS.contains(token.text());
      case SIGN ->
          token.text().equals("(")
              || token.text().equals("{")
              || token.text().equals("|") && !groups.inBars();
      case WORD, END -> false;
    };
  }

  /** A factor that may have signs before it. */
  Term signed() throws Unreadable {
    boolean negative = false;
    while (cursor.sign("-") || cursor.sign("+")) {
      negative ^= cursor.next().text().equals("-");
    }
    Term factor = factor();
    return negative ? Parser.negated(factor) : factor;
  }

  /** A factor with its powers, factorials and signs of percent. */
  Term factor() throws Unreadable {
    cursor.enter();
    Term factor = primary();
    int marks = 0;
    while (true) {
      if (cursor.sign("^")) {
        factor = power(factor);
      } else if (cursor.takeSign("!")) {
        factor = Parser.call("factorial", factor);
      } else if (cursor.takeSign("%")) {
        factor = new Quantity(factor, "percent");
      } else if (cursor.takeSign("°")) {
        factor = new Quantity(factor, "degree");
      } else {
        break;
      }
      if (++marks > 4) {
        throw new Unreadable("too many marks behind one factor");
      }
    }
    cursor.leave();
    return factor;
  }

  private Term power(Term base) throws Unreadable {
    cursor.expectSign("^");
    int braces = cursor.sign("{") ? 1 : 0;
    if (cursor.peek(braces).isSign("°")) {
      for (int i = 0; i < 1 + 2 * braces; i++) {
        cursor.next();
      }
      return new Quantity(base, "degree");
    }
    return new Power(base, exponent());
  }

  /** An exponent: a group, or one factor with powers of its own, which bind from the right. */
  private Term exponent() throws Unreadable {
    return cursor.sign("{") ? chained(groups.braces()) : signed();
  }

  private Term chained(Term base) throws Unreadable {
    return cursor.sign("^") ? power(base) : base;
  }

  private Term primary() throws Unreadable {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> number();
      case LETTER -> symbol();
      case COMMAND -> command();
      case WORD -> words();
      case SIGN -> groups.bracketed();
      case END -> throw new Unreadable("the answer ends too early");
    };
  }

  private Term number() throws Unreadable {
    String digits = cursor.next().text();
    if (cursor.takeCommand("overline")) {
      return new Num(NumberForms.repeating(digits, groups.rawGroup()));
    }
    if (cursor.takeSign("_")) {
      return NumberForms.based(digits, groups.rawGroup());
    }
    return new Num(NumberForms.decimal(digits));
  }

  private Term symbol() throws Unreadable {
    String name = cursor.next().text();
    return new Sym(cursor.takeSign("_") ? name + "_" + groups.rawGroup() : name);
  }

  private Term words() {
    StringBuilder words = new StringBuilder(cursor.next().text());
    while (cursor.peek().kind() == Kind.WORD) {
      words.append(' ').append(cursor.next().text());
    }
    return new Text(words.toString());
  }

  private Term command() throws Unreadable {
    String name = cursor.next().text();
    return switch (name) {
      case "frac" -> new Quotient(groups.argument(), groups.argument());
      case "binom" -> Parser.call("binom", groups.argument(), groups.argument());
      case "sqrt" -> root();
      case "{" -> groups.set();
      case "overline" -> new Sym("overline " + groups.rawGroup());
      case "lfloor" -> Parser.call("floor", groups.until("rfloor"));
      case "lceil" -> Parser.call("ceil", groups.until("rceil"));
      case "begin" -> groups.matrix();
      default -> {
        if (!Vocabulary.FUNCTIONS.contains(name)) {
          throw new Unreadable("the command \\" + name + " is unknown");
        }
        yield function(name);
      }
    };
  }

  private Term root() throws Unreadable {
    Term degree = Num.of(2);
    if (cursor.takeSign("[")) {
      degree = parser.sum();
      cursor.expectSign("]");
    }
    return Parser.call("root", groups.argument(), degree);
  }

  private Term function(String name) throws Unreadable {
    Term base = null;
    Term exponent = null;
    while (cursor.sign("_") || cursor.sign("^")) {
      if (cursor.takeSign("_")) {
        base = groups.argument();
      } else {
        cursor.expectSign("^");
        exponent = exponent();
      }
    }
    Term argument =
        cursor.sign("(") || cursor.sign("{") ? groups.bracketed() : parser.bareArgument();
    List<Term> args = new ArrayList<>();
    if (argument instanceof Sequence sequence) {
      args.addAll(sequence.items());
    } else {
      args.add(argument);
    }
    if (base != null) {
      args.add(base);
    }
    boolean inverse = exponent instanceof Num number && number.equals(Num.of(-1));
    String canonical = canonical(inverse ? "arc" + name : name);
    Call call = new Call(canonical, args);
    return exponent == null || inverse ? call : new Power(call, exponent);
  }

  private static String canonical(String name) {
    return switch (name) {
      case "asin" -> "arcsin";
      case "acos" -> "arccos";
      case "atan" -> "arctan";
      default -> name;
    };
  }

  /** A mixed number such as {@code 3\frac{1}{2}} or {@code 3 1/2}; else the factor itself. */
  Term mixedOr(Term factor) throws Unreadable {
    if (!(factor instanceof Num whole) || !whole.isWhole()) {
      return factor;
    }
    boolean plain =
        isDigits(cursor.peek()) && cursor.peek(1).isSign("/") && isDigits(cursor.peek(2));
    if (!plain && !cursor.peek().isCommand("frac")) {
      return factor;
    }
    Term part;
    if (plain) {
      Term over = new Num(NumberForms.decimal(cursor.next().text()));
      cursor.expectSign("/");
      part = new Quotient(over, new Num(NumberForms.decimal(cursor.next().text())));
    } else {
      part = factor();
    }
    boolean numbers =
        part instanceof Quotient q && q.over() instanceof Num && q.under() instanceof Num;
    return numbers ? new Sum(List.of(whole, part)) : new Term.Product(List.of(whole, part));
  }

  private static boolean isDigits(Token token) {
    return token.kind() == Kind.NUMBER && token.text().chars().allMatch(Character::isDigit);
  }

  /** The term with the words behind it as its unit. */
  Term unit(Term value) throws Unreadable {
    if (cursor.peek().kind() != Kind.WORD || value instanceof Text) {
      return value;
    }
    StringBuilder unit = new StringBuilder();
    while (cursor.peek().kind() == Kind.WORD
        || cursor.sign("/") && cursor.peek(1).kind() == Kind.WORD) {
      String word = cursor.next().text();
      unit.append(word.equals("/") ? "per" : word).append(' ');
      if (cursor.sign("^")) {
        cursor.next();
        unit.setLength(unit.length() - 1);
        unit.append('^').append(groups.rawGroup()).append(' ');
      }
    }
    return new Quantity(value, Units.canonical(unit.toString().strip()));
  }
}
