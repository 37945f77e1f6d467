package dev.nightshift.eval.metric;

import dev.nightshift.eval.pattern.PythonPattern;
import dev.nightshift.eval.request.RequestKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * 1 where answer and target are equal once both are normalised; else 0. Of several right texts any
 * counts; of several answers the share that is right is the score. For a multiple choice: whether a
 * right choice is the greedy continuation.
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
    boolean ignoreCase,
    boolean ignorePunctuation,
    boolean ignoreNumbers,
    List<PythonPattern> ignored)
    implements ItemMetric {

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
  public Set<RequestKind> kinds() {
    return EnumSet.of(RequestKind.GENERATE_UNTIL, RequestKind.MULTIPLE_CHOICE);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    if (!outcome.choices().isEmpty()) {
      boolean greedy =
          outcome.target().choices().stream()
              .anyMatch(i -> i >= 0 && outcome.choices().get(i).greedy());
      return List.of(ItemScore.of(NAME, greedy));
    }
    return List.of(ItemScore.of(NAME, share(outcome.target(), answers, this::matches)));
  }

  /** Whether two texts are equal once both are normalised. */
  public boolean matches(String target, String answer) {
    return normalise(target).equals(normalise(answer));
  }

  /** The share of answers that a rule finds equal to any right text. */
  static double share(ItemTarget target, List<String> answers, BiPredicate<String, String> equal) {
    long right =
        answers.stream()
            .filter(answer -> target.texts().stream().anyMatch(t -> equal.test(t, answer)))
            .count();
    return answers.isEmpty() ? 0 : (double) right / answers.size();
  }

  private String normalise(String text) {
    String left = text;
    for (PythonPattern pattern : ignored) {
      left = pattern.removeFrom(left);
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
