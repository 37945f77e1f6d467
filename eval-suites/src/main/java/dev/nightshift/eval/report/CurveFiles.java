package dev.nightshift.eval.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** The learning curves of a report as drawings that stand alone. */
public final class CurveFiles {

  private CurveFiles() {}

  /** File name to SVG document, one for each chart, in the order of the report. */
  public static Map<String, String> of(Report report) {
    Map<String, String> files = new LinkedHashMap<>();
    for (CurveChart chart : CurveChart.of(report)) {
      files.put(chart.fileName(), LineChart.document(chart));
    }
    return files;
  }
}
