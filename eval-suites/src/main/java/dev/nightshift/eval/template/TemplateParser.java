package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the nodes of a template. */
final class TemplateParser {

  private static final int DEEPEST = 50;

  private final List<Segment> segments;
  private int at;
  private int depth;

  TemplateParser(String source) {
    this.segments = Segment.cut(source);
  }

  Node parse() {
    return until(Set.of());
  }

  /** Nodes up to a block of one of some names, or to the end of the template. */
  private Node until(Set<String> ends) {
    if (++depth > DEEPEST) {
      throw new TemplateException("blocks are nested too deeply");
    }
    List<Node> nodes = new ArrayList<>();
    while (at < segments.size()) {
      Segment segment = segments.get(at);
      if (segment.kind() == Segment.Kind.BLOCK && ends.contains(segment.word())) {
        depth--;
        return Node.sequence(nodes);
      }
      at++;
      nodes.add(node(segment));
    }
    if (!ends.isEmpty()) {
      throw new TemplateException("the template ends before " + String.join(" or ", ends));
    }
    depth--;
    return Node.sequence(nodes);
  }

  private Node node(Segment segment) {
    try {
      return switch (segment.kind()) {
        case TEXT -> Node.text(segment.content());
        case OUTPUT -> Node.output(ExpressionParser.parse(segment.content()), segment.line());
        case BLOCK -> block(segment);
      };
    } catch (TemplateException e) {
      throw e.at(segment.line());
    }
  }

  private Node block(Segment segment) {
    String rest = segment.rest();
    return switch (segment.word()) {
      case "if" -> branch(segment);
      case "for" -> loop(segment);
      case "set" -> set(segment, rest);
      default ->
          throw new TemplateException("the tag '" + segment.word() + "' is not supported here");
    };
  }

  private Node branch(Segment segment) {
    Expression condition = ExpressionParser.parse(segment.rest());
    Node then = until(Set.of("elif", "else", "endif"));
    Segment end = take();
    Node otherwise = Node.text("");
    if (end.word().equals("elif")) {
      otherwise = branch(end);
    } else if (end.word().equals("else")) {
      otherwise = until(Set.of("endif"));
      take();
    }
    return Node.choice(condition, then, otherwise, segment.line());
  }

  private Node loop(Segment segment) {
    ExpressionParser head = new ExpressionParser(segment.rest());
    List<String> names = names(head);
    if (!head.acceptName("in")) {
      throw new TemplateException("a loop needs 'in'");
    }
    Expression items = head.or();
    Expression condition = head.acceptName("if") ? head.expression() : null;
    head.expectEnd();
    Node body = until(Set.of("else", "endfor"));
    Node otherwise = Node.text("");
    if (take().word().equals("else")) {
      otherwise = until(Set.of("endfor"));
      take();
    }
    return Node.loop(names, items, condition, body, otherwise, segment.line());
  }

  private Node set(Segment segment, String rest) {
    ExpressionParser head = new ExpressionParser(rest);
    List<String> names = names(head);
    if (head.accept("=")) {
      Expression value = head.tuple();
      head.expectEnd();
      return Node.assignment(names, value, segment.line());
    }
    head.expectEnd();
    Node body = until(Set.of("endset"));
    take();
    return Node.capture(names.get(0), body);
  }

  private static List<String> names(ExpressionParser head) {
    List<String> names = new ArrayList<>();
    boolean bracket = head.accept("(");
    do {
      Token token = head.next();
      if (token.kind() != Token.Kind.NAME) {
        throw new TemplateException("a name is expected, not '" + token.text() + "'");
      }
      names.add(token.text());
    } while (head.accept(","));
    if (bracket) {
      head.expect(")");
    }
    return names;
  }

  private Segment take() {
    Segment segment = segments.get(at);
    at++;
    return segment;
  }

  /**
   * A piece of a template's source.
   *
   * @param kind what it is
   * @param content the text, or what stands between the delimiters
   * @param line where it begins
   */
  record Segment(Kind kind, String content, int line) {

    /** Kinds of pieces. */
    enum Kind {
      TEXT,
      OUTPUT,
      BLOCK
    }

    /** The first word of a block. */
    String word() {
      int end = 0;
      while (end < content.length() && Character.isLetter(content.charAt(end))) {
        end++;
      }
      return content.substring(0, end);
    }

    /** What stands after the first word. */
    String rest() {
      return content.substring(word().length()).strip();
    }

    static List<Segment> cut(String source) {
      return new SegmentCutter(source).cut();
    }
  }

  /** Cuts a source at its delimiters. */
  private static final class SegmentCutter {
    private final String source;
    private final List<Segment> segments = new ArrayList<>();
    private int at;
    private boolean stripNext;

    private SegmentCutter(String source) {
      this.source = source.replace("\r\n", "\n").replace('\r', '\n');
    }

    private List<Segment> cut() {
      while (at < source.length()) {
        int open = opening(at);
        if (open < 0) {
          text(source.substring(at), false);
          break;
        }
        boolean strips = open + 2 < source.length() && source.charAt(open + 2) == '-';
        text(source.substring(at, open), strips);
        element(open, strips);
      }
      return segments;
    }

    private void element(int open, boolean strips) {
      char kind = source.charAt(open + 1);
      boolean signed = strips || open + 2 < source.length() && source.charAt(open + 2) == '+';
      int from = open + (signed ? 3 : 2);
      String end = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
      int close = kind == '#' ? source.indexOf(end, from) : closing(from, end);
      if (close < 0) {
        throw new TemplateException(
            "line " + line(open) + ": {" + kind + " is not closed by " + end);
      }
      boolean stripsAfter = close > from && source.charAt(close - 1) == '-';
      boolean plusAfter = close > from && kind == '%' && source.charAt(close - 1) == '+';
      String content = source.substring(from, stripsAfter || plusAfter ? close - 1 : close).strip();
      at = close + 2;
      stripNext = stripsAfter;
      if (kind == '%' && content.equals("raw")) {
        raw(open);
      } else if (kind != '#') {
        segments.add(
            new Segment(
                kind == '{' ? Segment.Kind.OUTPUT : Segment.Kind.BLOCK, content, line(open)));
      }
    }

    private void raw(int open) {
      int from = at;
      int search = at;
      while (true) {
        int block = source.indexOf("{%", search);
        int close = block < 0 ? -1 : source.indexOf("%}", block);
        if (close < 0) {
          throw new TemplateException("line " + line(open) + ": the raw block is not closed");
        }
        String inside = source.substring(block + 2, close);
        String word = inside.replace("-", " ").replace("+", " ").strip();
        if (word.equals("endraw")) {
          text(source.substring(from, block), inside.startsWith("-"));
          at = close + 2;
          stripNext = inside.endsWith("-");
          return;
        }
        search = block + 2;
      }
    }

    /** Adds text, without the white space that the delimiters beside it take. */
    private void text(String text, boolean stripEnd) {
      String kept = stripNext ? PythonStrings.strip(text, null, true, false) : text;
      kept = stripEnd ? PythonStrings.strip(kept, null, false, true) : kept;
      stripNext = false;
      if (!kept.isEmpty()) {
        segments.add(new Segment(Segment.Kind.TEXT, kept, line(at)));
      }
    }

    private int opening(int from) {
      for (int i = from; i + 1 < source.length(); i++) {
        if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
          return i;
        }
      }
      return -1;
    }

    /** Where a delimiter closes: outside strings and brackets. */
    private int closing(int from, String end) {
      int depth = 0;
      char quote = 0;
      for (int i = from; i < source.length(); i++) {
        char c = source.charAt(i);
        if (quote != 0) {
          if (c == '\\') {
            i++;
          } else if (c == quote) {
            quote = 0;
          }
        } else if (depth == 0 && source.startsWith(end, i)) {
          return i;
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if ("([{".indexOf(c) >= 0) {
          depth++;
        } else if (")]}".indexOf(c) >= 0) {
          depth--;
        }
      }
      return -1;
    }

    private int line(int index) {
      return (int) source.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
    }
  }
}
