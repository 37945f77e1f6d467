package dev.nightshift.eval.mathtext;

import java.util.regex.Pattern;

/**
 * Whether two answers of MATH are equal once both are normalised, by the rules that were published
 * with the set (Hendrycks et al., arXiv 2103.03874, {@code math_equivalence}): spaces, degrees,
 * units on the right, percent signs and {@code \left}, {@code \right} go; {@code tfrac}, {@code
 * dfrac}, {@code \frac12}, {@code \sqrt3}, {@code 1/2} and {@code 0.5} take one form; a short name
 * before {@code =} goes.
 *
 * <p>Where a rule cannot be applied to one of the texts, they are compared as they stand.
 */
public final class HendrycksAnswers {

  private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");
  private static final String FRAC = "\\frac";
  private static final String SQRT = "\\sqrt";
  private static final String UNIT = "\\text{ ";

  private HendrycksAnswers() {}

  /** A rule met a text that it was not made for. */
  private static final class NotApplicable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Whether two answers are equal. */
  public static boolean equal(String a, String b) {
    try {
      return normalise(a).equals(normalise(b));
    } catch (NotApplicable e) {
      return a.equals(b);
    }
  }

  private static String normalise(String answer) throws NotApplicable {
    String text =
        answer
            .replace("\n", "")
            .replace("\\!", "")
            .replace("\\\\", "\\")
            .replace("tfrac", "frac")
            .replace("dfrac", "frac")
            .replace("\\left", "")
            .replace("\\right", "")
            .replace("^{\\circ}", "")
            .replace("^\\circ", "")
            .replace("\\$", "");
    text = withoutUnit(text).replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
    if (text.isEmpty()) {
      return text;
    }
    if (text.startsWith(".")) {
      text = "0" + text;
    }
    text = withoutName(text);
    text = fractions(roots(text).replace(" ", ""));
    return slash(text.equals("0.5") ? "\\frac{1}{2}" : text);
  }

  private static String withoutUnit(String text) throws NotApplicable {
    int at = text.indexOf(UNIT);
    if (at < 0) {
      return text;
    }
    if (text.indexOf(UNIT, at + 1) >= 0) {
      throw new NotApplicable();
    }
    return text.substring(0, at);
  }

  private static String withoutName(String text) {
    int at = text.indexOf('=');
    boolean once = at >= 0 && text.indexOf('=', at + 1) < 0;
    return once && at <= 2 ? text.substring(at + 1) : text;
  }

  /** A root of one character gets braces. */
  private static String roots(String text) throws NotApplicable {
    String[] parts = text.split(Pattern.quote(SQRT), -1);
    StringBuilder made = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      if (part.isEmpty()) {
        throw new NotApplicable();
      }
      made.append(SQRT);
      if (part.charAt(0) == '{') {
        made.append(part);
      } else {
        made.append('{').append(part.charAt(0)).append('}').append(part, 1, part.length());
      }
    }
    return made.toString();
  }

  /** Numerators and denominators of one character get braces. */
  private static String fractions(String text) throws NotApplicable {
    String[] parts = text.split(Pattern.quote(FRAC), -1);
    StringBuilder made = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      if (part.isEmpty()) {
        throw new NotApplicable();
      }
      made.append(FRAC);
      if (part.charAt(0) == '{') {
        made.append(part);
        continue;
      }
      if (part.length() < 2) {
        return text;
      }
      made.append('{').append(part.charAt(0)).append('}');
      if (part.charAt(1) == '{') {
        made.append(part, 1, part.length());
      } else {
        made.append('{').append(part.charAt(1)).append('}').append(part, 2, part.length());
      }
    }
    return made.toString();
  }

  /** A quotient of two whole numbers becomes a fraction. */
  private static String slash(String text) throws NotApplicable {
    int at = text.indexOf('/');
    if (at < 0 || text.indexOf('/', at + 1) >= 0) {
      return text;
    }
    String above = text.substring(0, at);
    String below = text.substring(at + 1);
    if (!isWhole(above) || !isWhole(below)) {
      // Published code stops here where a part is no number, and compares the texts as they stand.
      throw new NotApplicable();
    }
    return INTEGER.matcher(above).matches() && INTEGER.matcher(below).matches()
        ? "\\frac{" + above + "}{" + below + "}"
        : text;
  }

  private static boolean isWhole(String text) {
    return !text.isEmpty() && text.matches("[+-]?[0-9]{1,18}");
  }
}
