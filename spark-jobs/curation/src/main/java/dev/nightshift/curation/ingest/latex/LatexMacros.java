package dev.nightshift.curation.ingest.latex;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The abbreviations that a source defines for itself, those without arguments: {@code
 * \newcommand{\R}{\mathbb{R}}}, {@code \renewcommand}, {@code \providecommand}, {@code \def\R{...}}
 * and {@code \DeclareMathOperator{\Hom}{Hom}}. They are written out where they are used, and within
 * each other, {@value #MOST_DEPTH} deep; the result has a bound, since definitions that double each
 * other grow without end.
 */
final class LatexMacros {

  private static final int MOST_DEPTH = 8;
  private static final int LONGEST_BODY = 10_000;
  private static final String[] COMMANDS = {
    "\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareMathOperator"
  };

  private final Map<String, String> macros = new HashMap<>();

  /** Collects the definitions of a source; the last one of a name counts. */
  static LatexMacros of(String source) {
    LatexMacros macros = new LatexMacros();
    for (int i = source.indexOf('\\'); i >= 0; i = source.indexOf('\\', i + 1)) {
      if (source.startsWith("\\def\\", i)) {
        macros.add(source, i + 4, false);
      } else {
        for (String command : COMMANDS) {
          if (source.startsWith(command, i)) {
            int at = i + command.length();
            at += at < source.length() && source.charAt(at) == '*' ? 1 : 0;
            macros.add(source, at, command.equals("\\DeclareMathOperator"));
          }
        }
      }
    }
    return macros;
  }

  /**
   * Reads a name, in braces or bare, and a body in braces; anything between them is an argument.
   */
  private void add(String source, int start, boolean operator) {
    int at = start;
    boolean braced = at < source.length() && source.charAt(at) == '{';
    at += braced ? 1 : 0;
    int end = nameEnd(source, at);
    if (end <= at + 1) {
      return;
    }
    String name = source.substring(at + 1, end);
    at = end + (braced ? 1 : 0);
    if (at >= source.length() || source.charAt(at) != '{') {
      return;
    }
    int close = closing(source, at);
    if (close < 0) {
      return;
    }
    String body = source.substring(at + 1, close);
    if (body.indexOf('#') < 0) {
      macros.put(name, operator ? "\\operatorname{" + body + "}" : body);
    }
  }

  /** The end of the letters after a backslash; the start where there is no name. */
  private static int nameEnd(String source, int at) {
    if (at >= source.length() || source.charAt(at) != '\\') {
      return at;
    }
    int end = at + 1;
    while (end < source.length() && isLetter(source.charAt(end))) {
      end++;
    }
    return end;
  }

  /**
   * The index of the brace that closes the one at an index; -1 where none does within {@value
   * #LONGEST_BODY} characters.
   */
  static int closing(String source, int open) {
    int depth = 0;
    int end = Math.min(source.length(), open + LONGEST_BODY);
    for (int i = open; i < end; i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * A text with the abbreviations written out.
   *
   * @param most longest result, in characters
   * @throws IOException if it would be longer
   */
  String expand(String text, int most) throws IOException {
    if (macros.isEmpty()) {
      return text;
    }
    Writing writing = new Writing(most);
    expand(text, 0, writing);
    return writing.text.toString();
  }

  /** A text that grows within bounds; definitions that come to nothing cost work as well. */
  private static final class Writing {
    private final StringBuilder text = new StringBuilder();
    private final int most;
    private long work;

    Writing(int most) {
      this.most = most;
    }

    void step() throws IOException {
      if (text.length() > most || ++work > 4L * most) {
        throw new IOException(
            "its abbreviations grow to more than "
                + most
                + " characters when they are written out");
      }
    }
  }

  private void expand(String text, int depth, Writing writing) throws IOException {
    StringBuilder to = writing.text;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      writing.step();
      if (c != '\\') {
        to.append(c);
        continue;
      }
      int end = nameEnd(text, i);
      String body =
          end > i + 1 && depth < MOST_DEPTH ? macros.get(text.substring(i + 1, end)) : null;
      if (body == null) {
        // A backslash and what it escapes stay together.
        int stop = Math.min(text.length(), Math.max(end, i + 2));
        to.append(text, i, stop);
        i = stop - 1;
      } else {
        int before = to.length();
        expand(body, depth + 1, writing);
        // A letter behind a written-out command would become a part of it.
        if (to.length() > before && end < text.length() && isLetter(text.charAt(end))) {
          to.append(' ');
        }
        i = end - 1;
      }
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@';
  }
}
