package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.CoreFilters;
import dev.nightshift.eval.filter.FilterRegistry;
import dev.nightshift.eval.metric.CoreMetrics;
import dev.nightshift.eval.metric.MetricRegistry;
import dev.nightshift.eval.prepare.PreparationRegistry;
import dev.nightshift.eval.prepare.Preparations;
import dev.nightshift.eval.suite.SuiteMetrics;

/**
 * What task files can name: metrics, filters and preparations.
 *
 * @param metrics names under {@code metric_list}
 * @param filters names under {@code filter_list}
 * @param preparations names under {@code prepare}
 */
public record TaskVocabulary(
    MetricRegistry metrics, FilterRegistry filters, PreparationRegistry preparations) {

  /** Everything that this project knows. */
  public static TaskVocabulary builtIn() {
    return new TaskVocabulary(
        SuiteMetrics.addTo(CoreMetrics.registry()),
        CoreFilters.registry(),
        Preparations.registry());
  }
}
