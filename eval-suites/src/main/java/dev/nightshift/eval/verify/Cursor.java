package dev.nightshift.eval.verify;

import java.util.List;

/** A place in the tokens of an answer. */
final class Cursor {

  private final List<Token> tokens;
  private final int mostDepth;
  private int at;
  private int depth;

  Cursor(List<Token> tokens, int mostDepth) {
    this.tokens = tokens;
    this.mostDepth = mostDepth;
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : Token.END;
  }

  Token next() {
    Token token = peek();
    at++;
    return token;
  }

  boolean ended() {
    return at >= tokens.size();
  }

  boolean sign(String sign) {
    return peek().isSign(sign);
  }

  /** Takes the next token if it is that sign. */
  boolean takeSign(String sign) {
    boolean there = sign(sign);
    at += there ? 1 : 0;
    return there;
  }

  /** Takes the next token if it is that command. */
  boolean takeCommand(String name) {
    boolean there = peek().isCommand(name);
    at += there ? 1 : 0;
    return there;
  }

  void expectSign(String sign) throws Unreadable {
    if (!takeSign(sign)) {
      throw new Unreadable("'" + sign + "' is missing before '" + peek().text() + "'");
    }
  }

  /** Goes one level deeper. */
  void enter() throws Unreadable {
    if (++depth > mostDepth) {
      throw new Unreadable("nested deeper than " + mostDepth + " levels");
    }
  }

  void leave() {
    depth--;
  }
}
