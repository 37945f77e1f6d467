package dev.nightshift.eval.mathtext;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Final answers of quantitative problems, normalised by the rules of Lewkowycz et al., "Solving
 * quantitative reasoning problems with language models", arXiv 2206.14858, appendix D.
 */
public final class MinervaAnswers {

  /** What stands for an answer that was not found. */
  public static final String NONE = "[invalidanswer]";

  private static final String START = "Final Answer: The final answer is";
  private static final String END = "I hope it is correct.";
  private static final int LONGEST = 10_000;

  private static final List<Map.Entry<String, String>> REPLACED =
      List.of(
          Map.entry("an ", ""),
          Map.entry("a ", ""),
          Map.entry(".$", "$"),
          Map.entry("\\$", ""),
          Map.entry("\\ ", ""),
          Map.entry(" ", ""),
          Map.entry("mbox", "text"),
          Map.entry(",\\text{and}", ","),
          Map.entry("\\text{and}", ","),
          Map.entry("\\text{m}", "\\text{}"));

  private static final List<String> REMOVED =
      List.of(
          "square",
          "ways",
          "integers",
          "dollars",
          "mph",
          "inches",
          "ft",
          "hours",
          "km",
          "units",
          "\\ldots",
          "sue",
          "points",
          "feet",
          "minutes",
          "digits",
          "cents",
          "degrees",
          "cm",
          "gm",
          "pounds",
          "meters",
          "meals",
          "edges",
          "students",
          "childrentickets",
          "multiples",
          "\\text{s}",
          "\\text{.}",
          "\\text{\ns}",
          "\\text{}^2",
          "\\text{}^3",
          "\\text{\n}",
          "\\text{}",
          "\\mathrm{th}",
          "^\\circ",
          "^{\\circ}",
          "\\;",
          ",\\!",
          "{,}",
          "\"",
          "\\dots");

  private static final Pattern DOLLARS = Pattern.compile("[^$\\n]*+\\$([^$\\n]*+)\\$[^\\n]*+");
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{([^\\n]*)}");
  private static final Pattern SHORT_FRACTION = Pattern.compile("(frac)([^{])(.)");
  private static final Pattern SHORT_ROOT = Pattern.compile("(sqrt)([^{])");

  private MinervaAnswers() {}

  /** What follows the first "Final Answer: The final answer is", up to "I hope it is correct.". */
  public static String find(String response) {
    // The end is put there, so that an answer that was cut off is found as well.
    String text = response + END;
    int start = text.indexOf(START);
    while (start >= 0) {
      int from = start + START.length();
      int line = text.indexOf('\n', from);
      // Any character and a space stand before the end in the published pattern.
      int end = text.indexOf(" " + END, from + 1);
      if (end >= 0 && (line < 0 || end - 1 < line)) {
        return text.substring(from, end - 1).strip();
      }
      start = text.indexOf(START, from);
    }
    return NONE;
  }

  /** An answer in the normal form. */
  public static String normalise(String answer) {
    if (answer.length() > LONGEST) {
      return answer;
    }
    String text = answer.substring(answer.lastIndexOf('=') + 1);
    for (Map.Entry<String, String> rule : REPLACED) {
      text = text.replace(rule.getKey(), rule.getValue());
    }
    for (String removed : REMOVED) {
      text = text.replace(removed, "");
    }
    text = DOLLARS.matcher(text).replaceAll(match -> quoted("$" + match.group(1) + "$"));
    for (String command : List.of("\\text{", "\\textbf{", "\\overline{")) {
      text = unwrapped(text, command);
    }
    text = BOXED.matcher(text).replaceAll(match -> quoted(String.valueOf(match.group(1))));
    text =
        SHORT_FRACTION
            .matcher(text)
            .replaceAll(match -> quoted("frac{" + match.group(2) + "}{" + match.group(3) + "}"));
    text = SHORT_ROOT.matcher(text).replaceAll(match -> quoted("sqrt{" + match.group(2) + "}"));
    text = text.replace("$", "");
    String digits = text.replace(",", "");
    boolean number = !digits.isEmpty() && digits.chars().allMatch(Character::isDigit);
    return number ? digits : text;
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }

  /** Without a command's name and braces: up to the first closing brace in the line. */
  private static String unwrapped(String text, String command) {
    StringBuilder made = new StringBuilder();
    int at = 0;
    while (true) {
      int open = text.indexOf(command, at);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      int line = open < 0 ? -1 : text.indexOf('\n', open);
      if (close < 0) {
        return made.append(text, at, text.length()).toString();
      }
      if (line >= 0 && line < close) {
        made.append(text, at, open + command.length());
        at = open + command.length();
      } else {
        made.append(text, at, open).append(text, open + command.length(), close);
        at = close + 1;
      }
    }
  }
}
