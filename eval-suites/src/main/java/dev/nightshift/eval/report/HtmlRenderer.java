package dev.nightshift.eval.report;

import java.util.List;

/** A report as one HTML file that needs nothing beside it. */
final class HtmlRenderer {

  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1c2430; }
      h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: .95rem; margin-bottom: .3rem; }
      p.made { color: #5b6673; margin-top: 0; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #dde3ea; vertical-align: top; }
      th { color: #5b6673; font-weight: 600; white-space: nowrap; }
      td.number { text-align: right; white-space: nowrap; }
      td.better { color: #17703a; } td.worse { color: #a3262a; }
      svg text { font: 11px system-ui, sans-serif; fill: #39434f; }
      svg { margin: 0 1rem 1rem 0; max-width: 100%; }
      code { font-size: .85rem; }
      """;

  private final StringBuilder out = new StringBuilder();

  private HtmlRenderer() {}

  static String render(Report report) {
    HtmlRenderer renderer = new HtmlRenderer();
    renderer.write(report);
    return renderer.out.toString();
  }

  private void write(Report report) {
    String title = SvgChart.escape(report.title());
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(title)
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(title)
        .append("</h1>\n<p class=\"made\">Made at ")
        .append(report.madeAt())
        .append(" from <code>")
        .append(SvgChart.escape(report.lake()))
        .append("</code></p>\n");
    section("Results");
    table(Cells.RESULT_HEADS, report.results().stream().map(Cells::result).toList());
    if (report.results().stream().anyMatch(r -> r.comparison() != null)) {
      out.append(
              "<p>Each model is compared with the one before it on the same items (McNemar's exact")
          .append(
              " test, or the paired bootstrap where scores are not 0 or 1); p is corrected for all")
          .append(" comparisons here (Holm).</p>\n");
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
    if (!report.curves().isEmpty()) {
      section("Learning curves");
      curves(CurveChart.of(report.curves()));
    }
    if (!report.funnel().isEmpty()) {
      section("From raw to kept");
      out.append("<div class=\"wide\">")
          .append(SvgChart.funnel(report.funnel()))
          .append("</div>\n");
    }
    if (!report.rejects().isEmpty()) {
      section("Refused rows");
      table(
          List.of("stage", "reason", "rows"),
          report.rejects().stream()
              .map(r -> List.of(r.stage(), r.reason(), Long.toString(r.rows())))
              .toList());
    }
    section("Models");
    table(
        List.of("model", "digest", "run", "path"),
        report.models().stream()
            .map(m -> List.of(m.name(), m.digest(), m.runId(), m.path()))
            .toList());
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
      out.append("<ul>\n");
      report
          .next()
          .forEach(line -> out.append("<li>").append(SvgChart.escape(line)).append("</li>\n"));
      out.append("</ul>\n");
    }
    out.append("</body>\n</html>\n");
  }

  /** Run by run and family by family, each under its name. */
  private void curves(List<CurveChart> charts) {
    String before = "";
    for (CurveChart chart : charts) {
      String title = chart.run() + " · " + chart.family();
      if (!title.equals(before)) {
        out.append("<h3>").append(SvgChart.escape(title)).append("</h3>\n");
        before = title;
      }
      out.append(LineChart.element(chart)).append('\n');
    }
  }

  private void section(String title) {
    out.append("<h2>").append(title).append("</h2>\n");
  }

  private void table(List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      out.append("<p>None.</p>\n");
      return;
    }
    out.append("<div class=\"wide\"><table>\n<thead><tr>");
    heads.forEach(h -> out.append("<th>").append(SvgChart.escape(h)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      for (String cell : row) {
        out.append("<td")
            .append(kind(cell))
            .append('>')
            .append(SvgChart.escape(cell))
            .append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private static String kind(String cell) {
    if (cell.equals(Verdict.BETTER.label()) || cell.equals(Verdict.WORSE.label())) {
      return " class=\"" + cell + "\"";
    }
    return cell.matches("[±<+\\-\\[]? ?[0-9.].*") ? " class=\"number\"" : "";
  }
}
