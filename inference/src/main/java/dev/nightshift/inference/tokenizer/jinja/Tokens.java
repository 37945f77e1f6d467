package dev.nightshift.inference.tokenizer.jinja;

import dev.nightshift.inference.tokenizer.jinja.ExpressionTokens.Kind;
import dev.nightshift.inference.tokenizer.jinja.ExpressionTokens.Token;
import java.util.ArrayList;
import java.util.List;

/** Finds tokens outside brackets. */
final class Tokens {

  private Tokens() {}

  /** +1 for an opening bracket, −1 for a closing one. */
  static int nesting(Token token) {
    if (token.kind() != Kind.OPERATOR) {
      return 0;
    }
    return switch (token.text()) {
      case "(", "[", "{" -> 1;
      case ")", "]", "}" -> -1;
      default -> 0;
    };
  }

  /** Index of the first operator or name with that text outside brackets; −1 if there is none. */
  static int find(List<Token> tokens, String text) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (depth == 0 && (token.is(text) || token.isName(text))) {
        return i;
      }
      depth += nesting(token);
    }
    return -1;
  }

  /** The parts between separators that stand outside brackets. */
  static List<List<Token>> split(List<Token> tokens, String separator) {
    List<List<Token>> parts = new ArrayList<>();
    List<Token> rest = tokens;
    for (int at = find(rest, separator); at >= 0; at = find(rest, separator)) {
      parts.add(rest.subList(0, at));
      rest = rest.subList(at + 1, rest.size());
    }
    parts.add(rest);
    return parts;
  }
}
