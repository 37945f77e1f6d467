package dev.nightshift.eval.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The renderings of a report. */
public enum ReportFormat {
  MARKDOWN("md", (report, curves) -> MarkdownRenderer.render(ReportPage.of(report), curves)),
  HTML("html", (report, curves) -> HtmlRenderer.render(ReportPage.of(report))),
  CSV("csv", (report, curves) -> CsvRenderer.render(report)),
  JSON("json", (report, curves) -> JsonRenderer.render(report)),
  LATEX("tex", (report, curves) -> LatexRenderer.render(ReportPage.of(report)));

  private final String extension;
  private final BiFunction<Report, String, String> renderer;

  ReportFormat(String extension, BiFunction<Report, String, String> renderer) {
    this.extension = extension;
    this.renderer = renderer;
  }

  /** The name on the command line and of the file's end. */
  public String extension() {
    return extension;
  }

  /** The report as text, lines ended by a line feed. */
  public String render(Report report) {
    return render(report, "");
  }

  /**
   * The same with links to the drawings of {@link CurveFiles}, where the format cannot hold them.
   *
   * @param curves the folder of the drawings, as seen from the report; empty where there is none
   */
  public String render(Report report, String curves) {
    return renderer.apply(report, curves);
  }

  /** The format of that name. */
  public static Optional<ReportFormat> find(String extension) {
    return Arrays.stream(values()).filter(f -> f.extension.equals(extension)).findFirst();
  }

  /** All names. */
  public static List<String> extensions() {
    return Arrays.stream(values()).map(ReportFormat::extension).toList();
  }
}
