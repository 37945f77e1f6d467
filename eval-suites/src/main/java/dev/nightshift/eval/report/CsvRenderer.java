package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.Interval;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results of a report as CSV (RFC 4180 with line feeds), with all digits. */
final class CsvRenderer {

  private CsvRenderer() {}

  static String render(Report report) {
    StringBuilder out =
        new StringBuilder(
            "model,model_digest,task,version,layout,num_fewshot,filter,metric,higher_is_better,"
                + "value,stderr,ci_low,ci_high,n,baseline,delta,p,verdict\n");
    for (ResultRow row : report.results()) {
      Comparison comparison = row.comparison();
      Interval interval = row.interval();
      out.append(
          line(
              List.of(
                  row.model(),
                  digest(report, row.model()),
                  row.task(),
                  Integer.toString(row.version()),
                  row.layout(),
                  Integer.toString(row.numFewshot()),
                  row.filter(),
                  row.metric(),
                  Boolean.toString(row.higherIsBetter()),
                  Double.toString(row.value()),
                  text(row.standardError()),
                  interval == null ? "" : Double.toString(interval.low()),
                  interval == null ? "" : Double.toString(interval.high()),
                  Long.toString(row.n()),
                  comparison == null ? "" : comparison.baseline(),
                  comparison == null ? "" : Double.toString(comparison.delta()),
                  comparison == null ? "" : Double.toString(comparison.p()),
                  comparison == null ? "" : comparison.verdict().label())));
    }
    return out.toString();
  }

  private static String digest(Report report, String model) {
    return report.models().stream()
        .filter(m -> m.name().equals(model))
        .map(ReportModel::digest)
        .findFirst()
        .orElse("");
  }

  private static String text(@Nullable Double value) {
    return value == null || value.isNaN() ? "" : value.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().map(CsvRenderer::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
