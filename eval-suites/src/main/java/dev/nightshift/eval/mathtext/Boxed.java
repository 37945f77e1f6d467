package dev.nightshift.eval.mathtext;

import java.util.Optional;

/**
 * The content of the last {@code \boxed} of a solution, by the rules of Hendrycks et al.,
 * "Measuring mathematical problem solving with the MATH dataset", arXiv 2103.03874.
 */
public final class Boxed {

  private static final String SPACED = "\\boxed ";
  private static final String BOXED = "\\boxed";
  private static final String FBOX = "\\fbox";

  private Boxed() {}

  /**
   * The content: what follows the last {@code \boxed} and a space up to the next dollar sign, where
   * the text has such; else what stands in the braces of the last {@code \boxed} or {@code \fbox}.
   * Empty where there is none, or its braces are not closed.
   */
  public static Optional<String> last(String text) {
    int spaced = text.lastIndexOf(SPACED);
    if (spaced >= 0) {
      String rest = text.substring(spaced + SPACED.length());
      int dollar = rest.indexOf('$');
      return Optional.of(dollar < 0 ? rest : rest.substring(0, dollar));
    }
    int start = text.lastIndexOf(BOXED);
    int open = start < 0 ? -1 : start + BOXED.length();
    if (start < 0) {
      start = text.lastIndexOf(FBOX);
      open = start < 0 ? -1 : start + FBOX.length();
    }
    if (open < 0 || open >= text.length() || text.charAt(open) != '{') {
      return Optional.empty();
    }
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return Optional.of(text.substring(open + 1, i));
      }
    }
    return Optional.empty();
  }
}
