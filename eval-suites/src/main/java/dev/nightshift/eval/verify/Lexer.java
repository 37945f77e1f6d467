package dev.nightshift.eval.verify;

import dev.nightshift.eval.verify.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts an answer in LaTeX or plain text into tokens; what is only for looks goes. */
final class Lexer {

  private static final Pattern GROUPED =
      Pattern.compile("\\d{1,3}(?:,\\d{3}(?!\\d))++(?:\\.\\d++)?+");
  private static final Pattern SPACED = Pattern.compile("\\d{1,3}(?: \\d{3}(?!\\d))++(?!/)");
  private static final Pattern NUMBER =
      Pattern.compile("(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][+-]?+\\d++(?![a-zA-Z]))?+");
  private static final Pattern LETTERS = Pattern.compile("[a-zA-Z]++");

  private final String text;
  private final boolean grouped;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean spaced;

  private Lexer(String text, boolean grouped) {
    this.text = text;
    this.grouped = grouped;
  }

  /**
   * The tokens of an answer.
   *
   * @param grouped whether {@code 1,234} is one number; else it is two
   */
  static List<Token> tokens(String answer, boolean grouped) throws Unreadable {
    Lexer lexer = new Lexer(latex(answer), grouped);
    lexer.run(false);
    while (!lexer.tokens.isEmpty() && lexer.last().isSign(".")) {
      lexer.tokens.remove(lexer.tokens.size() - 1);
    }
    return lexer.tokens;
  }

  /** Whether a comma between digits could be read in two ways. */
  static boolean ambiguous(String answer) {
    return GROUPED.matcher(latex(answer)).find();
  }

  private static String latex(String answer) {
    StringBuilder out = new StringBuilder(answer.length());
    answer
        .codePoints()
        .forEach(
            c -> {
              String latex = c < 128 ? null : Vocabulary.latex(c);
              if (latex == null) {
                out.appendCodePoint(c);
              } else {
                out.append(latex);
              }
            });
    return out.toString().replace("{,}", ",").replace("\\!", "").replace("\\,", "");
  }

  private void run(boolean prose) throws Unreadable {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '~') {
        spaced = true;
        at++;
      } else if (c == '$') {
        at++;
      } else if (c == '\\') {
        command();
      } else if (Character.isDigit(c) || c == '.' && digitAt(at + 1)) {
        number();
      } else if (c < 128 && Character.isLetter(c)) {
        letters(prose);
      } else {
        at++;
        add(Character.isLetter(c) ? Kind.LETTER : Kind.SIGN, String.valueOf(c));
      }
    }
  }

  private boolean digitAt(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private Token last() {
    return tokens.get(tokens.size() - 1);
  }

  private void add(Kind kind, String of) {
    tokens.add(new Token(kind, of, spaced));
    spaced = false;
  }

  private void number() throws Unreadable {
    if (digitOfFraction()) {
      add(Kind.NUMBER, text.substring(at, ++at));
      return;
    }
    Matcher matcher = NUMBER.matcher(text);
    for (Pattern pattern : new Pattern[] {GROUPED, SPACED}) {
      Matcher candidate = pattern.matcher(text);
      if (grouped && !after("_") && candidate.region(at, text.length()).lookingAt()) {
        matcher = candidate;
        break;
      }
    }
    if (!matcher.region(at, text.length()).lookingAt()) {
      throw new Unreadable("no number at '" + text.substring(at) + "'");
    }
    at = matcher.end();
    add(Kind.NUMBER, matcher.group().replace(",", "").replace(" ", ""));
  }

  private boolean after(String sign) {
    return !tokens.isEmpty() && last().isSign(sign);
  }

  /** In {@code \frac12} each digit is an argument. */
  private boolean digitOfFraction() {
    int n = tokens.size();
    return text.charAt(at) != '.'
        && (n > 0 && last().isCommand("frac")
            || n > 1
                && tokens.get(n - 2).isCommand("frac")
                && last().kind() == Kind.NUMBER
                && last().text().length() == 1);
  }

  private void letters(boolean prose) {
    Matcher matcher = LETTERS.matcher(text);
    matcher.region(at, text.length()).lookingAt();
    String run = matcher.group();
    at = matcher.end();
    String lower = run.toLowerCase(Locale.ROOT);
    if (lower.equals("percent") || lower.equals("degrees") || lower.equals("degree")) {
      add(Kind.SIGN, lower.equals("percent") ? "%" : "°");
    } else if (Vocabulary.PLAIN_COMMANDS.contains(lower) || isFunction(run, prose)) {
      add(Kind.COMMAND, lower);
    } else if (Vocabulary.letter(run) != null && run.length() > 1 && !prose) {
      add(Kind.LETTER, String.valueOf(Vocabulary.letter(run)));
    } else if (prose || run.length() > 3 || Vocabulary.SHORT_WORDS.contains(lower)) {
      add(Kind.WORD, lower);
    } else {
      run.chars().forEach(c -> add(Kind.LETTER, String.valueOf((char) c)));
    }
  }

  /** {@code min} behind a number are minutes. */
  private boolean isFunction(String run, boolean prose) {
    boolean minutes = run.equals("min") && !tokens.isEmpty() && last().kind() == Kind.NUMBER;
    return !prose && !minutes && Vocabulary.FUNCTIONS.contains(run);
  }

  private void command() throws Unreadable {
    Matcher matcher = LETTERS.matcher(text);
    int start = ++at;
    if (matcher.region(at, text.length()).lookingAt()) {
      at = matcher.end();
    } else if (at < text.length()) {
      at++;
    }
    String name = text.substring(start, at);
    if (Vocabulary.LOOKS.contains(name)) {
      spaced |= name.equals(" ") || name.startsWith("q");
    } else if (Vocabulary.TEXTS.contains(name)) {
      prose(group());
    } else if (Vocabulary.FACES.contains(name)) {
      face(group());
    } else if (name.equals("mathbb")) {
      add(Kind.LETTER, group().equals("R") ? Term.Sym.REALS.name() : "mathbb");
    } else if (Vocabulary.sign(name) != null) {
      add(Kind.SIGN, String.valueOf(Vocabulary.sign(name)));
    } else if (Vocabulary.letter(name) != null) {
      add(Kind.LETTER, String.valueOf(Vocabulary.letter(name)));
    } else {
      add(Kind.COMMAND, alias(name));
    }
  }

  private static String alias(String name) {
    return switch (name) {
      case "dfrac", "tfrac", "cfrac" -> "frac";
      case "dbinom", "tbinom" -> "binom";
      case "lbrace" -> "{";
      case "rbrace" -> "}";
      case "newline", "cr" -> "\\";
      case "land", "wedge" -> "and";
      case "lor", "vee" -> "or";
      case "overline" -> "overline";
      default -> name;
    };
  }

  /** A name such as {@code \mathrm{lcm}} is a command; other text is words. */
  private void prose(String content) throws Unreadable {
    if (Vocabulary.FUNCTIONS.contains(content)) {
      add(Kind.COMMAND, content);
    } else {
      inner(content, true);
      spaced = true;
    }
  }

  private void face(String content) throws Unreadable {
    inner(content, false);
  }

  private void inner(String content, boolean prose) throws Unreadable {
    Lexer inner = new Lexer(content, grouped);
    inner.spaced = spaced;
    if (content.indexOf('\\') >= 0 && content.indexOf('{') >= 0) {
      throw new Unreadable("commands inside of text");
    }
    inner.run(prose);
    tokens.addAll(inner.tokens);
    spaced = false;
  }

  /** The text of the group that follows, or the next character. */
  private String group() throws Unreadable {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at >= text.length()) {
      throw new Unreadable("a command lacks its argument");
    }
    if (text.charAt(at) != '{') {
      return text.substring(at, ++at);
    }
    int depth = 0;
    for (int i = at; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        String group = text.substring(at + 1, i);
        at = i + 1;
        return group;
      }
    }
    throw new Unreadable("a brace is not closed");
  }
}
