package dev.nightshift.eval.metric;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * 1 where answer and target are equal once both are normalised; else 0.
 *
 * <p>The normalisation is that of {@code exact_match} in Hugging Face's evaluate, in its order:
 * every match of {@code ignored} goes; then case, ASCII punctuation and digits go as asked.
 *
 * @param ignoreCase compare in lower case
 * @param ignorePunctuation leave out ASCII punctuation
 * @param ignoreNumbers leave out the digits 0 to 9
 * @param ignored patterns whose matches are left out
 */
public record ExactMatch(
    boolean ignoreCase, boolean ignorePunctuation, boolean ignoreNumbers, List<Pattern> ignored)
    implements AnswerMetric {

  /** The name in task files. */
  public static final String NAME = "exact_match";

  private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
  private static final Pattern DIGIT = Pattern.compile("[0-9]");

  public ExactMatch {
    ignored = List.copyOf(ignored);
  }

  /** Without any normalisation. */
  public static ExactMatch plain() {
    return new ExactMatch(false, false, false, List.of());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double score(String target, String answer) {
    return normalise(target).equals(normalise(answer)) ? 1 : 0;
  }

  private String normalise(String text) {
    String left = text;
    for (Pattern pattern : ignored) {
      left = pattern.matcher(left).replaceAll("");
    }
    if (ignoreCase) {
      left = left.toLowerCase(Locale.ROOT);
    }
    if (ignorePunctuation) {
      left = PUNCTUATION.matcher(left).replaceAll("");
    }
    return ignoreNumbers ? DIGIT.matcher(left).replaceAll("") : left;
  }
}
