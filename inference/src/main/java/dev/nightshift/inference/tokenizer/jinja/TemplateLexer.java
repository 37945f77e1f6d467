package dev.nightshift.inference.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into pieces and settles white space as Jinja does with {@code trim_blocks} and
 * {@code lstrip_blocks}: the line break after a block is dropped, blanks before a block that begins
 * its line are dropped, a minus inside a delimiter drops all white space on its side, a plus keeps
 * it, and one line break at the very end is dropped.
 */
final class TemplateLexer {

  private static final Pattern END_OF_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

  private final String source;
  private final List<Segment> segments = new ArrayList<>();
  private int at;
  private boolean lineStart = true;

  private TemplateLexer(String source) {
    this.source = source;
  }

  /** The pieces of a template, comments left out. */
  static List<Segment> cut(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    return new TemplateLexer(source).cut();
  }

  private List<Segment> cut() {
    while (at < source.length()) {
      int open = nextOpening(at);
      if (open < 0) {
        text(source.substring(at));
        break;
      }
      char kind = source.charAt(open + 1);
      int inside = open + 2;
      char sign = inside < source.length() ? source.charAt(inside) : ' ';
      text(before(source.substring(at, open), kind, sign));
      if (sign == '-' || sign == '+' && kind != '{') {
        inside++;
      }
      if (kind == '#') {
        at = open;
        int close = source.indexOf("#}", inside);
        if (close < 0) {
          throw new TemplateProblem("line " + line(open) + ": a comment is not closed");
        }
        after(close, '#');
      } else {
        element(open, inside, kind);
      }
    }
    return segments;
  }

  private void element(int open, int inside, char kind) {
    int close = ExpressionTokens.closing(source, inside, kind == '%' ? "%}" : "}}");
    if (close < 0) {
      throw new TemplateProblem(
          "line " + line(open) + ": {" + kind + " is not closed: " + excerpt(open));
    }
    int end = close > inside && "-+".indexOf(source.charAt(close - 1)) >= 0 ? close - 1 : close;
    String content = source.substring(inside, end).strip();
    if (kind == '%' && content.equals("raw")) {
      after(close, kind);
      raw(open);
      return;
    }
    Segment.Kind type = kind == '%' ? Segment.Kind.BLOCK : Segment.Kind.OUTPUT;
    segments.add(new Segment(type, content, line(open)));
    after(close, kind);
  }

  /** Everything up to the end of a raw block, as text. */
  private void raw(int open) {
    Matcher end = END_OF_RAW.matcher(source);
    if (!end.find(at)) {
      throw new TemplateProblem("line " + line(open) + ": the raw block is not closed");
    }
    char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
    text(before(source.substring(at, end.start()), '%', sign));
    after(end.end() - 2, '%');
  }

  /** Text before an opening delimiter. */
  private String before(String text, char kind, char sign) {
    if (sign == '-') {
      return text.stripTrailing();
    }
    if (kind != '{' && sign != '+') {
      int last = text.lastIndexOf('\n') + 1;
      if ((last > 0 || lineStart) && text.substring(last).isBlank()) {
        return text.substring(0, last);
      }
    }
    return text;
  }

  /** Goes on after a closing delimiter that begins at an index. */
  private void after(int close, char kind) {
    char sign = source.charAt(close - 1);
    int from = close + 2;
    at = from;
    if (sign == '-') {
      while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
        at++;
      }
    } else if (kind != '{' && sign != '+' && source.startsWith("\n", at)) {
      at++;
    }
    lineStart = at > from && source.charAt(at - 1) == '\n';
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      segments.add(new Segment(Segment.Kind.TEXT, text, line(at)));
    }
  }

  private int nextOpening(int from) {
    for (int i = from; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private int line(int index) {
    return (int) source.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
  }

  private String excerpt(int index) {
    return source.substring(index, Math.min(source.length(), index + 40)).replace('\n', ' ');
  }
}
