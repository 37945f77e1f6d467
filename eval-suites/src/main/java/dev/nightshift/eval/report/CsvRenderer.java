package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.Interval;
import java.util.ArrayList;
import java.util.Collections;
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
                + "value,stderr,ci_low,ci_high,n,baseline,delta,p,verdict,test,detectable,"
                + "clean_value,clean_stderr,clean_n,contaminated_value,contaminated_stderr,"
                + "contaminated_n,searched,notes\n");
    for (ResultRow row : report.results()) {
      List<String> cells = new ArrayList<>();
      score(report, row, cells);
      comparison(row.comparison(), cells);
      split(row.split(), cells);
      cells.add(String.join("; ", row.notes()));
      out.append(line(cells));
    }
    return out.toString();
  }

  private static void score(Report report, ResultRow row, List<String> cells) {
    Interval interval = row.interval();
    cells.addAll(
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
            Long.toString(row.n())));
  }

  private static void comparison(@Nullable Comparison comparison, List<String> cells) {
    cells.addAll(
        comparison == null
            ? Collections.nCopies(6, "")
            : List.of(
                comparison.baseline(),
                Double.toString(comparison.delta()),
                Double.toString(comparison.p()),
                comparison.verdict().label(),
                comparison.test().label(),
                Double.toString(comparison.detectable())));
  }

  private static void split(@Nullable CleanSplit split, List<String> cells) {
    if (split == null) {
      cells.addAll(Collections.nCopies(7, ""));
      return;
    }
    part(split.clean(), cells);
    part(split.contaminated(), cells);
    cells.add(split.against());
  }

  private static void part(@Nullable Estimate part, List<String> cells) {
    cells.addAll(
        part == null
            ? List.of("", "", "0")
            : List.of(
                Double.toString(part.mean()), text(part.standardError()), Long.toString(part.n())));
  }

  private static String digest(Report report, String model) {
    return report.models().stream()
        .filter(m -> m.name().equals(model))
        .map(ReportModel::digest)
        .findFirst()
        .orElse("");
  }

  static String text(@Nullable Double value) {
    return value == null || value.isNaN() ? "" : value.toString();
  }

  static String line(List<String> cells) {
    return cells.stream().map(CsvRenderer::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
