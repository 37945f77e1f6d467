package dev.nightshift.eval.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python's {@code re}: Unicode classes, {@code \n} as the only line break,
 * named groups, and braces and brackets that need no backslash where they mean themselves.
 *
 * <p>A search that looks at more than {@link BoundedText#MOST_READS} characters, or nests too
 * deeply, finds what it found until then. Immutable.
 */
public final class PythonPattern {

  private final String source;
  private final Pattern pattern;

  private PythonPattern(String source, int flags) {
    this.source = source;
    this.pattern =
        Pattern.compile(
            PythonSyntax.toJava(source),
            flags | Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS);
  }

  /**
   * Reads an expression.
   *
   * @throws PatternSyntaxException if it is none
   */
  public static PythonPattern of(String source) {
    return new PythonPattern(source, 0);
  }

  /** The same without regard to case. */
  public PythonPattern ignoringCase() {
    return new PythonPattern(source, Pattern.CASE_INSENSITIVE);
  }

  /** {@code re.escape(text)}: an expression that matches the text. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      boolean plain = Character.isLetterOrDigit(c) || c == '_' || c > 127;
      escaped.append(plain ? "" : "\\").append(c);
    }
    return escaped.toString();
  }

  /** How many groups it has. */
  public int groups() {
    return pattern.matcher("").groupCount();
  }

  /** {@code re.search(pattern, text) is not None}. */
  public boolean finds(String text) {
    return BoundedText.finds(pattern, text);
  }

  /** {@code re.finditer(pattern, text)}: all matches. */
  public List<MatchResult> all(String text) {
    List<MatchResult> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(BoundedText.of(text));
    try {
      while (matcher.find()) {
        found.add(matcher.toMatchResult());
      }
    } catch (BoundedText.TooMany | StackOverflowError e) {
      return found;
    }
    return found;
  }

  /** {@code re.sub(pattern, "", text)}: the text without its matches. */
  public String removeFrom(String text) {
    return replace(text, "");
  }

  /** The text with each match replaced by a text that is taken as it is. */
  public String replace(String text, String replacement) {
    StringBuilder left = new StringBuilder();
    int at = 0;
    for (MatchResult match : all(text)) {
      left.append(text, at, match.start()).append(replacement);
      at = match.end();
    }
    return left.append(text, at, text.length()).toString();
  }

  /** {@code re.sub(pattern, template, text)}: the template names groups as {@code \\1}. */
  public String substitute(String text, String template) {
    StringBuilder left = new StringBuilder();
    int at = 0;
    for (MatchResult match : all(text)) {
      left.append(text, at, match.start());
      for (int i = 0; i < template.length(); i++) {
        char c = template.charAt(i);
        if (c != '\\' || i + 1 == template.length()) {
          left.append(c);
          continue;
        }
        char next = template.charAt(++i);
        int group = Character.digit(next, 10);
        if (group > 0 && group <= match.groupCount()) {
          left.append(match.group(group) == null ? "" : match.group(group));
        } else if (next == 'n' || next == 't') {
          left.append(next == 'n' ? '\n' : '\t');
        } else {
          left.append(next == '\\' ? "\\" : "\\" + next);
        }
      }
      at = match.end();
    }
    return left.append(text, at, text.length()).toString();
  }

  /**
   * {@code len(re.split(pattern, text))} for a pattern without groups that matches no empty text.
   */
  public int pieces(String text) {
    return all(text).size() + 1;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return source;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PythonPattern that
        && that.source.equals(source)
        && that.pattern.flags() == pattern.flags();
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
