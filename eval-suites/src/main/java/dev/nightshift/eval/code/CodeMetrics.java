package dev.nightshift.eval.code;

import dev.nightshift.eval.metric.MetricRegistry;

/** The metrics of programs and patches, by the names that task files use. */
public final class CodeMetrics {

  static final String PASS_AT_1 = "pass_at_1";

  private CodeMetrics() {}

  /** A registry with these metrics added. */
  public static MetricRegistry addTo(MetricRegistry registry) {
    return registry
        .with("pass_at_k", PassAtKMetric::of)
        .with(PASS_AT_1, PassAtKMetric::of)
        .with(ResolvedMetric.NAME, ResolvedMetric::of);
  }
}
