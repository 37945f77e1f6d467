package dev.nightshift.eval.verify;

/**
 * A piece of an answer.
 *
 * @param kind its kind
 * @param text a number's digits, a symbol's name, a command's name without its backslash, or words
 * @param spaced whether white space stands before it
 */
record Token(Kind kind, String text, boolean spaced) {

  /** Kinds of tokens. */
  enum Kind {
    NUMBER,
    LETTER,
    WORD,
    COMMAND,
    SIGN,
    END
  }

  static final Token END = new Token(Kind.END, "", false);

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isCommand(String name) {
    return kind == Kind.COMMAND && text.equals(name);
  }
}
