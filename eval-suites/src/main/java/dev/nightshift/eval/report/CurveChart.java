package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The curves of one metric of a run on one pair of axes: in training and on held-out data.
 *
 * @param run the run's id
 * @param family what the metric belongs to, the part of its name before a slash
 * @param metric name of the metric, without the source
 * @param lines curve by source: {@code train}, {@code held-out}, {@code validation}, or empty
 */
record CurveChart(String run, String family, String metric, Map<String, Curve> lines) {

  private static final List<String> SOURCES = List.of("train", "held-out", "validation");
  private static final List<String> FAMILIES =
      List.of("loss", "rewards", "objective", "policy", "value");
  private static final Comparator<CurveChart> ORDER =
      Comparator.comparingInt(CurveChart::familyRank)
          .thenComparing(CurveChart::family)
          .thenComparing(CurveChart::metric);

  CurveChart {
    lines = Map.copyOf(lines);
  }

  /**
   * The charts of some curves: run by run as they come, within a run family by family, the losses
   * first. A curve without a finite value has none.
   */
  static List<CurveChart> of(List<Curve> curves) {
    Map<String, Map<String, Map<String, Curve>>> byRun = new LinkedHashMap<>();
    for (Curve curve : curves) {
      if (curve.points().stream().anyMatch(p -> Double.isFinite(p.value()))) {
        String source = source(curve.name());
        String metric = curve.name().substring(source.isEmpty() ? 0 : source.length() + 1);
        byRun
            .computeIfAbsent(curve.run(), run -> new TreeMap<>())
            .computeIfAbsent(metric, name -> new TreeMap<>())
            .put(source, curve);
      }
    }
    List<CurveChart> charts = new ArrayList<>();
    byRun.forEach(
        (run, metrics) ->
            metrics.entrySet().stream()
                .map(m -> new CurveChart(run, family(m.getKey()), m.getKey(), m.getValue()))
                .sorted(ORDER)
                .forEach(charts::add));
    return charts;
  }

  private static String source(String name) {
    int slash = name.indexOf('/');
    return slash > 0 && SOURCES.contains(name.substring(0, slash)) ? name.substring(0, slash) : "";
  }

  /** {@code val} is what some trainers call the value function. */
  private static String family(String metric) {
    int slash = metric.indexOf('/');
    String first = slash < 0 ? metric : metric.substring(0, slash);
    return first.equals("val") ? "value" : first;
  }

  private int familyRank() {
    int rank = FAMILIES.indexOf(family);
    return rank < 0 ? FAMILIES.size() : rank;
  }

  /** The sources in the order of their drawing. */
  List<String> sources() {
    return lines.keySet().stream()
        .sorted(Comparator.comparingInt(source -> SOURCES.indexOf(source)))
        .toList();
  }

  /** The name of a file for the drawing. */
  String fileName() {
    return (run + "." + metric).replaceAll("[^A-Za-z0-9._-]", "-") + ".svg";
  }
}
