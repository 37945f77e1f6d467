package dev.nightshift.eval.verify;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether a mathematical answer means the same as the right one. The one verifier for
 * rewards, metrics and the filtering of data.
 *
 * <p>Answers are read as LaTeX or plain text: numbers with separators of thousands, percent, units
 * and currency, mixed numbers, numbers to a base, expressions, equations (up to a factor),
 * inequalities, intervals, sets with their unions, intersections and differences, tuples, lists in
 * any order, {@code ±}, matrices and words. Expressions are compared by their normal forms over the
 * rationals with roots ({@link NormalForm}), then by their values at points ({@link Scalars}).
 *
 * <p>What is forgiven: a unit or a name ({@code x =}) that only one side has. Numbers are exact:
 * {@code 0.33} is not {@code 1/3}.
 *
 * <p>Bounded in steps, sizes and time by {@link Limits}: on any thread, whatever the input. Safe
 * for use by several threads.
 */
public final class MathVerifier {

  private static final Pattern INLINE =
      Pattern.compile("\\$([^$]{1,500})\\$|\\\\\\((.{1,500}?)\\\\\\)");
  private static final Pattern WORD = Pattern.compile("\\b(?!and\\b|or\\b)[a-zA-Z]{2,}");
  private static final Pattern FIRST_NUMBER =
      Pattern.compile("-?(?:\\d++(?:,\\d{3}(?!\\d))*+(?:\\.\\d++)?+)(?:/\\d++)?+");

  private final Limits limits;

  /** A verifier with the default bounds. */
  public MathVerifier() {
    this(Limits.DEFAULT);
  }

  /** A verifier with bounds of one's own. */
  public MathVerifier(Limits limits) {
    this.limits = limits;
  }

  /**
   * Compares the final answer of a worked solution with the right answer.
   *
   * @param expected the right answer, or a worked solution that marks it
   * @param solution what was written
   */
  public Verdict verify(String expected, String solution) {
    String right = FinalAnswer.marked(expected).map(FinalAnswer::text).orElse(expected.strip());
    Optional<FinalAnswer> found = FinalAnswer.of(solution);
    if (found.isEmpty()) {
      return Verdict.different("no answer was found");
    }
    String text = found.get().text();
    Verdict verdict = compare(right, text);
    return verdict.isEqual() || !isProse(text) ? verdict : inProse(right, text, verdict);
  }

  /** Whether there are words that are no unit and no part of a formula. */
  private boolean isProse(String text) {
    if (text.length() > limits.characters()) {
      return false;
    }
    if (INLINE.matcher(text).find()) {
      return WORD.matcher(INLINE.matcher(text).replaceAll(" ")).find();
    }
    try {
      Term term = Parser.parse(text, true, limits);
      return term instanceof Term.Text
          || term instanceof Term.Sequence list
              && list.items().stream().anyMatch(Term.Text.class::isInstance);
    } catch (Unreadable e) {
      return true;
    }
  }

  /** An answer inside of a sentence: its first formula, else its first number. */
  private Verdict inProse(String right, String sentence, Verdict otherwise) {
    Matcher formula = INLINE.matcher(sentence);
    if (formula.find()) {
      return compare(
          right, formula.group(1) != null ? formula.group(1) : String.valueOf(formula.group(2)));
    }
    Matcher number = FIRST_NUMBER.matcher(sentence);
    return number.find() ? compare(right, number.group()) : otherwise;
  }

  /** Compares two answers that stand alone. */
  public Verdict compare(String expected, String answer) {
    String a = expected.strip();
    String b = answer.strip();
    if (a.equals(b)) {
      return Verdict.equal("the same text");
    }
    if (a.isEmpty() || b.isEmpty()) {
      return Verdict.different("an empty answer");
    }
    int longest = Math.max(a.length(), b.length());
    if (longest > limits.characters()) {
      return Verdict.undecided("an answer of " + longest + " characters");
    }
    Optional<Verdict> plain = PlainNumbers.compare(a, b);
    return plain.isPresent()
        ? plain.get()
        : Workers.process().call(() -> read(a, b), limits.millis());
  }

  /** Where a comma may part thousands or items, both readings are tried. */
  private Verdict read(String a, String b) {
    Budget budget = new Budget(limits);
    Verdict grouped = compare(a, b, true, budget);
    if (grouped.isEqual() || !Lexer.ambiguous(a) && !Lexer.ambiguous(b)) {
      return grouped;
    }
    Verdict listed = compare(a, b, false, budget);
    return listed.isEqual() ? listed : grouped;
  }

  private Verdict compare(String a, String b, boolean grouped, Budget budget) {
    try {
      Term expected = Parser.parse(a, grouped, limits);
      Term answer = Parser.parse(b, grouped, limits);
      return new Comparison(budget).same(expected, answer);
    } catch (Unreadable | Budget.Exhausted | NormalForm.None | Numeric.Undefined e) {
      return Verdict.undecided(String.valueOf(e.getMessage()));
    }
  }
}
