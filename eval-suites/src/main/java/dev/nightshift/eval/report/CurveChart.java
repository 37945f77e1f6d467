package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Curves on one pair of axes: those of one metric of a run, in training and on held-out data, or
 * those of one held-out metric of several models.
 *
 * @param subject the run's id, or {@link #ALL_MODELS}
 * @param family what the metric belongs to, the part of its name before a slash
 * @param metric name of the metric; of a run without the source
 * @param lines curve by label, in the order of their drawing: of a run {@code train}, {@code
 *     held-out}, {@code validation}, or empty; else the models' names
 */
record CurveChart(String subject, String family, String metric, Map<String, Curve> lines) {

  /** What a chart of several models is of. */
  static final String ALL_MODELS = "all models";

  private static final String TRAIN = "train";
  private static final List<String> SOURCES = List.of(TRAIN, "held-out", "validation");
  private static final List<String> FAMILIES =
      List.of("loss", "rewards", "objective", "policy", "value");
  private static final Comparator<String> BY_SOURCE = Comparator.comparingInt(SOURCES::indexOf);
  private static final Comparator<CurveChart> ORDER =
      Comparator.comparingInt(CurveChart::familyRank)
          .thenComparing(CurveChart::family)
          .thenComparing(CurveChart::metric);

  CurveChart {
    lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
  }

  /** The charts of a report: what was held out of all models first, then run by run. */
  static List<CurveChart> of(Report report) {
    List<CurveChart> charts = new ArrayList<>(ofModels(report));
    charts.addAll(ofRuns(report.curves()));
    return charts;
  }

  /** The held-out metrics that two runs of models or more have, on the axes of all. */
  private static List<CurveChart> ofModels(Report report) {
    Map<String, Map<String, Curve>> byName = new TreeMap<>();
    for (ReportModel model : report.models()) {
      for (Curve curve : report.curves()) {
        if (curve.run().equals(model.runId())
            && drawable(curve)
            && !source(curve.name()).equals(TRAIN)) {
          byName
              .computeIfAbsent(curve.name(), name -> new LinkedHashMap<>())
              .put(model.name(), curve);
        }
      }
    }
    return byName.entrySet().stream()
        .filter(named -> named.getValue().values().stream().distinct().count() > 1)
        .map(
            named ->
                new CurveChart(
                    ALL_MODELS, family(metric(named.getKey())), named.getKey(), named.getValue()))
        .sorted(ORDER)
        .toList();
  }

  /**
   * The charts of some curves: run by run as they come, within a run family by family, the losses
   * first. A curve without a finite value has none.
   */
  static List<CurveChart> ofRuns(List<Curve> curves) {
    Map<String, Map<String, Map<String, Curve>>> byRun = new LinkedHashMap<>();
    for (Curve curve : curves) {
      if (drawable(curve)) {
        byRun
            .computeIfAbsent(curve.run(), run -> new TreeMap<>())
            .computeIfAbsent(metric(curve.name()), name -> new TreeMap<>(BY_SOURCE))
            .put(source(curve.name()), curve);
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

  private static boolean drawable(Curve curve) {
    return curve.points().stream().anyMatch(p -> Double.isFinite(p.value()));
  }

  private static String metric(String name) {
    String source = source(name);
    return name.substring(source.isEmpty() ? 0 : source.length() + 1);
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

  /** Whether it is of several models. */
  boolean ofModels() {
    return subject.equals(ALL_MODELS);
  }

  /** The name of a file for the drawing. */
  String fileName() {
    return (subject + "." + metric).replaceAll("[^A-Za-z0-9._-]", "-") + ".svg";
  }
}
