package dev.nightshift.eval.suite;

import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code grid_match}: 1 where an attempt's grid is the right one, cell by cell; else 0. The grid of
 * a response is its first block of lines of digits, which spaces, commas and brackets may part. An
 * item weighs one over the number of its puzzle's test inputs, so that puzzles count alike. Source:
 * Chollet, "On the measure of intelligence", arXiv 1911.01547.
 */
final class GridMetric {

  static final String NAME = "grid_match";

  private static final Pattern ROW = Pattern.compile("[\\[\\], \\t]*+[0-9][0-9\\[\\], \\t]*+");

  private GridMetric() {}

  static ItemMetric of() {
    return new AnswerScore(
        NAME,
        NAME,
        true,
        Aggregations.WEIGHTED_MEAN,
        (outcome, answers) -> {
          Optional<List<String>> target = grid(outcome.target().text());
          boolean right =
              target.isPresent() && answers.stream().anyMatch(a -> grid(a).equals(target));
          int tests = outcome.fields().get("tests") instanceof Number n ? n.intValue() : 1;
          return new ItemScore(NAME, right ? 1 : 0, 1.0 / Math.max(1, tests));
        });
  }

  /** The rows of a grid, as digits only; empty where a text has none. */
  static Optional<List<String>> grid(String text) {
    List<String> rows = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String stripped = line.strip();
      if (ROW.matcher(stripped).matches()) {
        for (String row : stripped.split("]", -1)) {
          String digits = row.replaceAll("[^0-9]", "");
          if (!digits.isEmpty()) {
            rows.add(digits);
          }
        }
      } else if (!rows.isEmpty() && !stripped.equals("[") && !stripped.equals("]")) {
        break;
      }
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows);
  }
}
