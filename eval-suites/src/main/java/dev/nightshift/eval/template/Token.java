package dev.nightshift.eval.template;

/**
 * A token of an expression.
 *
 * @param kind what it is
 * @param text the name, number or operator as written; the value of a string
 */
record Token(Kind kind, String text) {

  /** Kinds of tokens. */
  enum Kind {
    NAME,
    INTEGER,
    FLOAT,
    STRING,
    OPERATOR,
    END
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
