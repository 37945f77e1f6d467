package dev.nightshift.eval.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The samples behind a score, the wrong ones first.
 *
 * @param title its title
 * @param madeAt when the evaluation that measured them ended
 * @param lake root of the lake
 * @param score the score whose samples these are: metric, a comma, filter
 * @param total how many samples the score rests on
 * @param samples those that are shown
 * @param lineage what the model rests on
 */
public record SampleSheet(
    String title,
    Instant madeAt,
    String lake,
    String score,
    long total,
    List<Sample> samples,
    List<LineageRun> lineage) {

  public SampleSheet {
    samples = List.copyOf(samples);
    lineage = List.copyOf(lineage);
  }

  /**
   * A sample.
   *
   * @param id stable id of the item
   * @param prompt what the model saw
   * @param response what it said
   * @param answer what the filter found in it
   * @param target the right answer
   * @param scores all scores, by metric and filter
   */
  public record Sample(
      String id,
      String prompt,
      String response,
      String answer,
      String target,
      Map<String, Double> scores) {}

  /** The sheet in a format. */
  public String render(ReportFormat format) {
    return switch (format) {
      case MARKDOWN -> MarkdownRenderer.render(SamplePage.of(this), "");
      case HTML -> HtmlRenderer.render(SamplePage.of(this));
      case LATEX -> LatexRenderer.render(SamplePage.of(this));
      case CSV -> SamplePage.csv(this);
      case JSON -> SamplePage.json(this);
    };
  }
}
