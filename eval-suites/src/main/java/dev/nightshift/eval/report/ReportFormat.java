package dev.nightshift.eval.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The renderings of a report. */
public enum ReportFormat {
  MARKDOWN("md", MarkdownRenderer::render),
  HTML("html", HtmlRenderer::render),
  CSV("csv", CsvRenderer::render),
  JSON("json", JsonRenderer::render);

  private final String extension;
  private final Function<Report, String> renderer;

  ReportFormat(String extension, Function<Report, String> renderer) {
    this.extension = extension;
    this.renderer = renderer;
  }

  /** The name on the command line and of the file's end. */
  public String extension() {
    return extension;
  }

  /** The report as text, lines ended by a line feed. */
  public String render(Report report) {
    return renderer.apply(report);
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
