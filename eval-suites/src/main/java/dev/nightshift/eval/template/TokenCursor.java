package dev.nightshift.eval.template;

import java.util.List;

/** A place among the tokens of an expression. */
class TokenCursor {

  private final List<Token> tokens;
  private int at;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** The token behind the next one; only where the next one is not the end. */
  Token second() {
    return tokens.get(at + 1);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean accept(String operator) {
    if (peek().is(operator)) {
      at++;
      return true;
    }
    return false;
  }

  boolean acceptName(String name) {
    if (peek().isName(name)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String operator) {
    if (!accept(operator)) {
      throw new TemplateException("'" + operator + "' is expected before " + shown());
    }
  }

  void expectEnd() {
    if (peek().kind() != Token.Kind.END) {
      throw new TemplateException("the end is expected before " + shown());
    }
  }

  private String shown() {
    return peek().kind() == Token.Kind.END ? "the end" : "'" + peek().text() + "'";
  }
}
