package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.List;

/** A report as Markdown, its columns aligned so that it reads well on a terminal too. */
final class MarkdownRenderer {

  private final StringBuilder out = new StringBuilder();
  private final String curves;

  private MarkdownRenderer(String curves) {
    this.curves = curves;
  }

  /**
   * A report.
   *
   * @param curves where the drawings of {@link CurveFiles} lie, as a link from the report; empty
   *     where they were not written
   */
  static String render(Report report, String curves) {
    MarkdownRenderer renderer = new MarkdownRenderer(curves);
    renderer.write(report);
    return renderer.out.toString();
  }

  private void write(Report report) {
    out.append("# ").append(report.title()).append("\n\n");
    out.append("Made at ").append(report.madeAt()).append(" from ").append(report.lake());
    out.append(".\n");
    section("Models");
    table(
        List.of("model", "digest", "run", "path"),
        report.models().stream()
            .map(m -> List.of(m.name(), Cells.shortDigest(m.digest()), m.runId(), m.path()))
            .toList());
    section("Results");
    table(Cells.RESULT_HEADS, report.results().stream().map(Cells::result).toList());
    if (report.results().stream().anyMatch(r -> r.comparison() != null)) {
      out.append(
              "\nEach model is compared with the one before it on the same items (McNemar's exact")
          .append(
              " test, or the\npaired bootstrap where scores are not 0 or 1); p is corrected for")
          .append(" all comparisons here (Holm).\n");
    }
    if (!report.shares().isEmpty()) {
      section("Measured in training");
      table(
          List.of("measure", "value", "95 % interval", "n", "run"),
          report.shares().stream()
              .map(
                  s ->
                      List.of(
                          s.name(),
                          Cells.number(s.value()),
                          Cells.interval(s.interval()),
                          Long.toString(s.n()),
                          s.runId()))
              .toList());
    }
    if (!report.funnel().isEmpty()) {
      section("From raw to kept");
      table(
          List.of("step", "in", "kept", "share", "run"),
          report.funnel().stream()
              .map(
                  f ->
                      List.of(
                          f.name(),
                          Long.toString(f.in()),
                          Long.toString(f.kept()),
                          Cells.share(f.kept(), f.in()),
                          f.runId()))
              .toList());
    }
    if (!report.rejects().isEmpty()) {
      section("Refused rows");
      table(
          List.of("stage", "reason", "rows"),
          report.rejects().stream()
              .map(r -> List.of(r.stage(), r.reason(), Long.toString(r.rows())))
              .toList());
    }
    if (!report.curves().isEmpty()) {
      section("Learning curves");
      table(
          List.of("metric", "run", "first step", "first", "last step", "last"),
          report.curves().stream().filter(c -> !c.points().isEmpty()).map(this::ends).toList());
      drawings(CurveChart.of(report.curves()));
    }
    if (!report.lineage().isEmpty()) {
      section("Lineage");
      table(
          List.of("run", "job", "seed", "took", "read", "wrote"),
          report.lineage().stream()
              .map(
                  l ->
                      List.of(
                          l.runId(),
                          l.job(),
                          Long.toString(l.seed()),
                          Cells.seconds(l.seconds()),
                          String.join(", ", l.inputs()),
                          String.join(", ", l.outputs())))
              .toList());
    }
    if (!report.next().isEmpty()) {
      section("Where to look next");
      report.next().forEach(line -> out.append("- ").append(line).append('\n'));
    }
  }

  private void drawings(List<CurveChart> charts) {
    if (curves.isEmpty()) {
      return;
    }
    String before = "";
    for (CurveChart chart : charts) {
      String title = chart.run() + " · " + chart.family();
      if (!title.equals(before)) {
        out.append("\n### ").append(title).append("\n\n");
        before = title;
      }
      out.append("![").append(chart.metric()).append("](<").append(curves).append('/');
      out.append(chart.fileName()).append(">)\n");
    }
  }

  private List<String> ends(Curve curve) {
    Curve.Point first = curve.points().get(0);
    Curve.Point last = curve.points().get(curve.points().size() - 1);
    return List.of(
        curve.name(),
        curve.run(),
        Long.toString(first.step()),
        Cells.number(first.value()),
        Long.toString(last.step()),
        Cells.number(last.value()));
  }

  private void section(String title) {
    out.append("\n## ").append(title).append("\n\n");
  }

  private void table(List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      out.append("None.\n");
      return;
    }
    List<List<String>> all = new ArrayList<>();
    all.add(heads);
    rows.forEach(row -> all.add(row.stream().map(MarkdownRenderer::escape).toList()));
    int[] widths = new int[heads.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(Math.max(widths[i], 3), row.get(i).length());
      }
    }
    line(all.get(0), widths);
    for (int width : widths) {
      out.append("|-").append("-".repeat(width)).append('-');
    }
    out.append("|\n");
    all.subList(1, all.size()).forEach(row -> line(row, widths));
  }

  private void line(List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      out.append("| ").append(cell).append(" ".repeat(widths[i] - cell.length())).append(' ');
    }
    out.append("|\n");
  }

  private static String escape(String cell) {
    return cell.replace("|", "\\|").replace('\n', ' ');
  }
}
