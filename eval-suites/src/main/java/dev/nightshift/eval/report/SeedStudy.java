package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.OverSeeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trainings that were run with several seeds, to read.
 *
 * @param measure what was measured of each held-out example
 * @param madeAt when the newest of the trainings ended
 * @param source root of the lake
 * @param lines a line for each kind of training, measured at its end
 * @param course the same kinds at all steps that were measured
 */
public record SeedStudy(
    String measure, Instant madeAt, String source, List<Line> lines, List<Point> course) {

  private static final String EXPLANATION =
      "Trainings of one line differ in their seed alone. Over seeds: the mean of the seeds with"
          + " Student's interval. Over prompts: prompts drawn with replacement, each with all its"
          + " examples. Δ is taken seed by seed and example by example; it is shown to differ where"
          + " |Δ| exceeds 1.96 of its standard error, which holds the spread of seeds and of prompts."
          + " Detectable: the true difference that is found four times out of five.";

  public SeedStudy {
    lines = List.copyOf(lines);
    course = List.copyOf(course);
  }

  /**
   * A kind of training.
   *
   * @param name what sets it apart from the others
   * @param step the step that was measured
   * @param value its value
   * @param against what it is compared with; empty for nothing
   * @param difference its value less that; null for nothing
   */
  public record Line(
      String name, long step, OverSeeds value, String against, @Nullable OverSeeds difference) {}

  /** The value of a kind of training at a step. */
  public record Point(String name, long step, OverSeeds value) {}

  /** The study in a format; data formats are Markdown. */
  public String render(ReportFormat format) {
    return switch (format) {
      case HTML -> HtmlRenderer.render(page());
      case LATEX -> LatexRenderer.render(page());
      case MARKDOWN, CSV, JSON -> MarkdownRenderer.render(page(), "");
    };
  }

  private Page page() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading(2, "At the end"));
    blocks.add(
        new Block.Table(
            List.of(
                "training",
                "step",
                "seeds",
                "prompts",
                "n",
                measure,
                "95 % over seeds",
                "95 % over prompts",
                "against",
                "Δ",
                "± stderr",
                "verdict"),
            lines.stream().map(SeedStudy::row).toList()));
    blocks.add(new Block.Paragraph(EXPLANATION));
    blocks.add(new Block.Heading(2, "Over training"));
    blocks.add(
        new Block.Table(
            List.of("training", "step", measure, "95 % over seeds", "95 % over prompts"),
            course.stream()
                .map(
                    p ->
                        List.of(
                            Cell.of(p.name()),
                            Cell.count(p.step()),
                            Cells.value(p.value().mean()),
                            Cells.interval(p.value().overSeeds()),
                            Cells.interval(p.value().overPrompts())))
                .toList()));
    return new Page("Trainings over their seeds", madeAt, source, blocks);
  }

  private static List<Cell> row(Line line) {
    OverSeeds value = line.value();
    OverSeeds difference = line.difference();
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                Cell.of(line.name()),
                Cell.count(line.step()),
                Cell.count(value.seeds()),
                Cell.count(value.prompts()),
                Cell.count(value.examples()),
                Cells.value(value.mean()),
                Cells.interval(value.overSeeds()),
                Cells.interval(value.overPrompts()),
                Cell.of(line.against())));
    if (difference == null) {
      cells.addAll(List.of(Cell.empty(), Cell.empty(), Cell.empty()));
    } else {
      cells.add(Cells.delta(difference.mean()));
      cells.add(Cells.error(difference.standardError()));
      cells.add(verdict(difference));
    }
    return cells;
  }

  private static Cell verdict(OverSeeds difference) {
    if (Math.abs(difference.mean()) > 1.96 * difference.standardError()) {
      return difference.mean() > 0
          ? Cell.of("greater").as(Tone.BETTER)
          : Cell.of("smaller").as(Tone.WORSE);
    }
    return Cell.of(
            "no difference shown (detectable: " + Cells.number(difference.detectable()) + ")")
        .as(Tone.MUTED);
  }
}
