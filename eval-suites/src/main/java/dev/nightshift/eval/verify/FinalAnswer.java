package dev.nightshift.eval.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The final answer of a worked solution, found by the first of these rules that applies:
 *
 * <ol>
 *   <li>the content of the last closed {@code \boxed{…}} or {@code \fbox{…}};
 *   <li>what follows the last {@code ####}, up to the end of the line (GSM8K);
 *   <li>the content of the last {@code <answer>…</answer>};
 *   <li>what follows the last "answer is", "answer:" or "A:" at the start of a line, up to the end
 *       of the sentence;
 *   <li>the whole text, where it is one short line of at most three words;
 *   <li>the last number.
 * </ol>
 *
 * <p>Takes time in proportion to the text, whatever the text is.
 *
 * @param text the answer, without surrounding white space
 * @param rule the rule that found it
 */
public record FinalAnswer(String text, Rule rule) {

  /** How an answer was found. */
  public enum Rule {
    BOXED,
    HASHES,
    TAGS,
    PHRASE,
    WHOLE,
    NUMBER
  }

  private static final int SHORT = 200;
  private static final int TAIL = 4_000;
  private static final int MOST_WORDS = 3;
  private static final String OPEN = "<answer>";
  private static final String CLOSE = "</answer>";

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:\\d++(?:,\\d{3}(?!\\d))*+(?:\\.\\d++)?+|\\.\\d++)(?:/\\d++)?+%?+");
  private static final Pattern WORD = Pattern.compile("(?<![\\\\a-zA-Z])[a-zA-Z]{2,}+");
  private static final Pattern PHRASE =
      Pattern.compile(
          "answer(?: is|:|\\*\\*:| =)|^A:", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  private static final Pattern SENTENCE_END = Pattern.compile("\\n|\\.\\s|\\.$");

  /** The final answer; empty where no rule applies. */
  public static Optional<FinalAnswer> of(String solution) {
    return marked(solution).or(() -> whole(solution)).or(() -> lastNumber(solution));
  }

  /** The final answer by one of the rules that need a mark in the text. */
  public static Optional<FinalAnswer> marked(String solution) {
    return boxed(solution)
        .or(() -> hashes(solution))
        .or(() -> tags(solution))
        .or(() -> phrase(solution));
  }

  private static Optional<FinalAnswer> found(String text, Rule rule) {
    String stripped = text.strip();
    return stripped.isEmpty() ? Optional.empty() : Optional.of(new FinalAnswer(stripped, rule));
  }

  private static Optional<FinalAnswer> boxed(String text) {
    int first = text.indexOf("\\boxed");
    first = first < 0 ? text.indexOf("\\fbox") : first;
    if (first < 0) {
      return Optional.empty();
    }
    // One pass: a stack of the open braces, with the start of the content where one opens a box.
    Deque<Integer> open = new ArrayDeque<>();
    String last = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        int content = boxStart(text, i);
        if (content < 0) {
          i++;
          continue;
        }
        open.push(content);
        i = content - 1;
      } else if (c == '{') {
        open.push(-1);
      } else if (c == '}' && !open.isEmpty()) {
        int start = open.pop();
        last = start >= 0 ? text.substring(start, Math.min(i, start + TAIL)) : last;
      }
    }
    return last == null ? Optional.empty() : found(last, Rule.BOXED);
  }

  /** Where the content of a box begins whose command stands at a place; −1 for none. */
  private static int boxStart(String text, int at) {
    int end = text.startsWith("\\boxed", at) ? at + 6 : text.startsWith("\\fbox", at) ? at + 5 : -1;
    while (end > 0 && end < text.length() && text.charAt(end) == ' ' && end < at + 8) {
      end++;
    }
    return end > 0 && end < text.length() && text.charAt(end) == '{' ? end + 1 : -1;
  }

  private static Optional<FinalAnswer> hashes(String text) {
    int at = text.lastIndexOf("####");
    if (at < 0) {
      return Optional.empty();
    }
    int end = text.indexOf('\n', at);
    return found(text.substring(at + 4, end < 0 ? text.length() : end), Rule.HASHES);
  }

  private static Optional<FinalAnswer> tags(String text) {
    int close = text.lastIndexOf(CLOSE);
    int open = close < 0 ? -1 : text.lastIndexOf(OPEN, close);
    return open < 0
        ? Optional.empty()
        : found(text.substring(open + OPEN.length(), close), Rule.TAGS);
  }

  private static Optional<FinalAnswer> phrase(String text) {
    Matcher matcher = PHRASE.matcher(text);
    int from = -1;
    while (matcher.find()) {
      from = matcher.end();
    }
    if (from < 0) {
      return Optional.empty();
    }
    String rest = text.substring(from, Math.min(text.length(), from + TAIL)).strip();
    rest = rest.replaceFirst("^[:*\\s]+", "");
    Matcher end = SENTENCE_END.matcher(rest);
    return found((end.find() ? rest.substring(0, end.start()) : rest), Rule.PHRASE);
  }

  private static Optional<FinalAnswer> whole(String text) {
    String line = text.strip();
    boolean brief =
        line.length() <= SHORT
            && line.indexOf('\n') < 0
            && WORD.matcher(line.replaceAll("\\\\text\\w*|\\\\[a-zA-Z]+", " ")).results().count()
                <= MOST_WORDS;
    return brief ? found(line, Rule.WHOLE) : Optional.empty();
  }

  private static Optional<FinalAnswer> lastNumber(String text) {
    Matcher matcher = NUMBER.matcher(text.substring(Math.max(0, text.length() - TAIL)));
    String last = "";
    while (matcher.find()) {
      last = matcher.group();
    }
    return found(last, Rule.NUMBER);
  }
}
