package dev.nightshift.eval.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Models against tasks over all nights. Scores stand in one line only where they were measured in
 * the same way: the same task and data, the same settings, the same filter and metric.
 *
 * @param title its title
 * @param madeAt when it was made
 * @param lake root of the lake
 * @param models models that are shown, the oldest evaluation first
 * @param leftOut models that were evaluated too and are not shown, the older ones
 * @param lines one for each way of measuring
 */
public record Leaderboard(
    String title,
    Instant madeAt,
    String lake,
    List<Entrant> models,
    int leftOut,
    List<Line> lines) {

  public Leaderboard {
    models = List.copyOf(models);
    lines = List.copyOf(lines);
  }

  /**
   * A model.
   *
   * @param name its name, distinct
   * @param digest its digest
   * @param at when it was evaluated first
   * @param night the night of that; empty outside of nights
   */
  public record Entrant(String name, String digest, Instant at, String night) {}

  /** A score of a model. */
  public record Score(double value, @Nullable Double standardError, long n) {}

  /**
   * One way of measuring.
   *
   * @param task name of the task
   * @param layout layout of its data
   * @param numFewshot examples in the prompt
   * @param filter name of the filter
   * @param metric name of the metric
   * @param higherIsBetter its direction
   * @param notes what a reader must know
   * @param scores of the shown models in their order; null where one was not measured so
   * @param course values of all models, also of those left out, in the order of time
   */
  public record Line(
      String task,
      String layout,
      int numFewshot,
      String filter,
      String metric,
      boolean higherIsBetter,
      List<String> notes,
      List<@Nullable Score> scores,
      List<Double> course) {

    public Line {
      notes = List.copyOf(notes);
      scores = Collections.unmodifiableList(new ArrayList<>(scores));
      course = List.copyOf(course);
    }

    /** Number of items, the same for all; 0 where no shown model was asked. */
    long items() {
      return scores.stream()
          .filter(Objects::nonNull)
          .mapToLong(score -> Objects.requireNonNull(score).n())
          .findFirst()
          .orElse(0);
    }

    /** The best value among those shown. */
    Optional<Double> best() {
      return scores.stream()
          .filter(Objects::nonNull)
          .map(score -> Objects.requireNonNull(score).value())
          .reduce((a, b) -> a > b == higherIsBetter ? a : b);
    }
  }

  /** The leaderboard in a format. */
  public String render(ReportFormat format) {
    return switch (format) {
      case MARKDOWN -> MarkdownRenderer.render(LeaderboardPage.of(this), "");
      case HTML -> HtmlRenderer.render(LeaderboardPage.of(this));
      case LATEX -> LatexRenderer.render(LeaderboardPage.of(this));
      case CSV -> LeaderboardPage.csv(this);
      case JSON -> LeaderboardPage.json(this);
    };
  }
}
