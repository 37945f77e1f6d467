package dev.nightshift.eval.report;

import java.time.Instant;
import java.util.List;

/**
 * A report.
 *
 * @param title its title
 * @param madeAt when it was made
 * @param lake root of the lake that it was made from
 * @param models the models, each compared with the one before
 * @param results their scores
 * @param shares further shares that the runs measured
 * @param funnel from raw to kept
 * @param rejects what was refused, the most frequent first
 * @param curves learning curves
 * @param lineage the runs that all of this rests on, the oldest first
 * @param next where to look next, one line each
 */
public record Report(
    String title,
    Instant madeAt,
    String lake,
    List<ReportModel> models,
    List<ResultRow> results,
    List<MeasuredShare> shares,
    List<FunnelStep> funnel,
    List<RejectCount> rejects,
    List<Curve> curves,
    List<LineageRun> lineage,
    List<String> next) {

  public Report {
    models = List.copyOf(models);
    results = List.copyOf(results);
    shares = List.copyOf(shares);
    funnel = List.copyOf(funnel);
    rejects = List.copyOf(rejects);
    curves = List.copyOf(curves);
    lineage = List.copyOf(lineage);
    next = List.copyOf(next);
  }
}
