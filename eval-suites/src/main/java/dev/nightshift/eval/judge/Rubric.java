package dev.nightshift.eval.judge;

import dev.nightshift.schema.identity.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * By what a judge judges: what it is told, which verdicts there are, and how they are read.
 *
 * @param name its name
 * @param version grows whenever verdicts would change
 * @param system what the judge is told first; may be empty
 * @param prompt what it is asked, with {@code {{ instruction }}} and either {@code {{ first }}} and
 *     {@code {{ second }}} or {@code {{ response }}}
 * @param options what a pairwise judge may say, and what it means; empty for grades
 * @param leastGrade smallest grade, where there are no options
 * @param mostGrade largest grade
 * @param before what stands before the verdict in the reply; may be empty
 * @param after what stands behind it; may be empty
 */
public record Rubric(
    String name,
    int version,
    String system,
    String prompt,
    Map<String, Preference> options,
    int leastGrade,
    int mostGrade,
    String before,
    String after) {

  /** A grade has few enough values for a judge to name each as one token. */
  static final int MOST_GRADES = 101;

  public Rubric {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    if (options.isEmpty() && (mostGrade <= leastGrade || mostGrade - leastGrade >= MOST_GRADES)) {
      throw new IllegalArgumentException("grades from " + leastGrade + " to " + mostGrade);
    }
  }

  /** Whether two answers are compared; else one is graded. */
  public boolean isPairwise() {
    return !options.isEmpty();
  }

  /** The verdicts that a judge may give. */
  public List<String> verdicts() {
    if (isPairwise()) {
      return List.copyOf(options.keySet());
    }
    List<String> grades = new ArrayList<>();
    for (int grade = leastGrade; grade <= mostGrade; grade++) {
      grades.add(Integer.toString(grade));
    }
    return grades;
  }

  /** Digest of everything that decides what is asked and how it is read. */
  public String digest() {
    Digest digest = Digest.start().add("rubric").add(name).add(version).add(system).add(prompt);
    options.forEach((option, meaning) -> digest.add(option).add(meaning.name()));
    return digest.add(leastGrade).add(mostGrade).add(before).add(after).hex();
  }

  /** What is asked of a judge for an item: both orders of a pair, or the one answer. */
  public List<JudgeRequest> requests(JudgedItem item) {
    List<JudgeRequest> requests = new ArrayList<>();
    if (isPairwise()) {
      requests.add(request(item, Arrangement.AS_GIVEN));
      requests.add(request(item, Arrangement.SWAPPED));
    } else {
      requests.add(request(item, Arrangement.SINGLE));
    }
    return requests;
  }

  private JudgeRequest request(JudgedItem item, Arrangement arrangement) {
    String filled = Placeholders.fill(prompt, item.fields(arrangement == Arrangement.SWAPPED));
    return new JudgeRequest(item.id(), arrangement, system, filled, verdicts());
  }

  /**
   * The verdict in a reply: the last one between the marks; where there are no marks, the one that
   * the reply begins with.
   */
  public Optional<String> read(String reply) {
    if (before.isEmpty()) {
      return verdict(firstWord(reply));
    }
    for (int at = reply.lastIndexOf(before); at >= 0; at = reply.lastIndexOf(before, at - 1)) {
      int from = at + before.length();
      int to = after.isEmpty() ? endOfWord(reply, from) : reply.indexOf(after, from);
      if (to >= 0) {
        Optional<String> found = verdict(reply.substring(from, to));
        if (found.isPresent()) {
          return found;
        }
      }
      if (at == 0) {
        break;
      }
    }
    return Optional.empty();
  }

  /** What a verdict means for the first and the second answer of an item. */
  public Optional<Preference> preference(String verdict, Arrangement arrangement) {
    return Optional.ofNullable(options.get(verdict))
        .map(meaning -> arrangement == Arrangement.SWAPPED ? meaning.swapped() : meaning);
  }

  /** The option that the judge finds likeliest; of equal ones the first. */
  public static String likeliest(JudgeReply reply) {
    String best = "";
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Double> option : reply.logProbabilities().entrySet()) {
      if (best.isEmpty() || option.getValue() > most) {
        best = option.getKey();
        most = option.getValue();
      }
    }
    return best;
  }

  /**
   * The share of the options' probability that prefers the second answer of the item, ties counting
   * half; empty where the judge gives no probabilities.
   */
  public OptionalDouble probabilityOfSecond(JudgeReply reply, Arrangement arrangement) {
    double largest =
        reply.logProbabilities().values().stream()
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
    if (Double.isInfinite(largest)) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    double second = 0;
    for (Map.Entry<String, Double> option : reply.logProbabilities().entrySet()) {
      double weight = Math.exp(option.getValue() - largest);
      sum += weight;
      second +=
          weight * preference(option.getKey(), arrangement).map(Preference::forSecond).orElse(.5);
    }
    return OptionalDouble.of(second / sum);
  }

  private Optional<String> verdict(String said) {
    String stripped = said.strip();
    return verdicts().stream().filter(stripped::equalsIgnoreCase).findFirst();
  }

  private static String firstWord(String reply) {
    String text = reply.strip();
    return text.substring(0, endOfWord(text, 0));
  }

  private static int endOfWord(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
