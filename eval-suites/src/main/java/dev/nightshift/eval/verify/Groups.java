package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Term.Brackets;
import dev.nightshift.eval.verify.Term.Interval;
import dev.nightshift.eval.verify.Term.Matrix;
import dev.nightshift.eval.verify.Term.Num;
import dev.nightshift.eval.verify.Term.Sequence;
import dev.nightshift.eval.verify.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands between brackets, braces and bars, and matrices. */
final class Groups {

  private final Cursor cursor;
  private final Parser parser;
  private int bars;

  Groups(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  /** Whether an absolute value is open, so that a bar closes it. */
  boolean inBars() {
    return bars > 0;
  }

  /** A group by its opening sign. */
  Term bracketed() throws Unreadable {
    if (cursor.sign("{")) {
      return braces();
    }
    if (cursor.takeSign("|")) {
      bars++;
      Term inner = parser.sum();
      bars--;
      cursor.expectSign("|");
      return Parser.call("abs", inner);
    }
    boolean square = cursor.sign("[");
    if (!square && !cursor.sign("(")) {
      throw new Unreadable("what is '" + cursor.peek().text() + "'?");
    }
    cursor.next();
    int outer = bars;
    bars = 0;
    Term inner = parser.list();
    bars = outer;
    boolean squareEnd = cursor.sign("]");
    if (!squareEnd && !cursor.sign(")")) {
      throw new Unreadable("a bracket is not closed");
    }
    cursor.next();
    return sequence(inner, square, squareEnd);
  }

  private static Term sequence(Term inner, boolean square, boolean squareEnd) throws Unreadable {
    if (!(inner instanceof Sequence list) || list.brackets() != Brackets.NONE) {
      return inner;
    }
    if (square == squareEnd) {
      return new Sequence(square ? Brackets.SQUARE : Brackets.ROUND, list.items());
    }
    if (list.items().size() != 2) {
      throw new Unreadable("an interval has two ends");
    }
    return new Interval(list.items().get(0), square, list.items().get(1), squareEnd);
  }

  /** {@code {…}}: a group; a set where there are commas in it. */
  Term braces() throws Unreadable {
    cursor.expectSign("{");
    if (cursor.takeSign("}")) {
      return new Sequence(Brackets.CURLY, List.of());
    }
    int outer = bars;
    bars = 0;
    Term inner = parser.list();
    bars = outer;
    cursor.expectSign("}");
    return inner instanceof Sequence list && list.brackets() == Brackets.NONE
        ? new Sequence(Brackets.CURLY, list.items())
        : inner;
  }

  /** The rest of {@code \{…\}}. */
  Term set() throws Unreadable {
    if (cursor.takeCommand("}")) {
      return new Sequence(Brackets.CURLY, List.of());
    }
    Term inner = until("}");
    return new Sequence(
        Brackets.CURLY,
        inner instanceof Sequence list && list.brackets() == Brackets.NONE
            ? list.items()
            : List.of(inner));
  }

  /** A list up to a command, which goes too. */
  Term until(String command) throws Unreadable {
    int outer = bars;
    bars = 0;
    Term inner = parser.list();
    bars = outer;
    if (!cursor.takeCommand(command)) {
      throw new Unreadable("\\" + command + " is missing");
    }
    return inner;
  }

  /** An argument of a command: a group, or one token, of which a number gives one digit. */
  Term argument() throws Unreadable {
    if (cursor.sign("{")) {
      return braces();
    }
    if (cursor.sign("(")) {
      return bracketed();
    }
    Token token = cursor.next();
    return switch (token.kind()) {
      case NUMBER -> new Num(NumberForms.decimal(token.text()));
      case LETTER -> new Term.Sym(token.text());
      default -> throw new Unreadable("a command lacks its argument");
    };
  }

  /** The text of a group or of one token. */
  String rawGroup() throws Unreadable {
    if (!cursor.takeSign("{")) {
      return cursor.next().text();
    }
    StringBuilder text = new StringBuilder();
    while (!cursor.takeSign("}")) {
      if (cursor.ended()) {
        throw new Unreadable("a brace is not closed");
      }
      Token token = cursor.next();
      text.append(token.kind() == Kind.WORD && token.text().equals("base") ? "" : token.text());
    }
    return text.toString();
  }

  /** The rest of {@code \begin{pmatrix}…\end{pmatrix}}. */
  Matrix matrix() throws Unreadable {
    String environment = rawGroup();
    if (environment.equals("array")) {
      rawGroup();
    } else if (!environment.endsWith("matrix")) {
      throw new Unreadable("the environment " + environment + " is unknown");
    }
    List<List<Term>> rows = new ArrayList<>();
    List<Term> row = new ArrayList<>();
    while (!cursor.takeCommand("end")) {
      if (cursor.takeSign("&")) {
        continue;
      }
      if (cursor.takeCommand("\\")) {
        rows.add(List.copyOf(row));
        row.clear();
        continue;
      }
      row.add(parser.sum());
    }
    rawGroup();
    if (!row.isEmpty()) {
      rows.add(List.copyOf(row));
    }
    return new Matrix(rows);
  }
}
