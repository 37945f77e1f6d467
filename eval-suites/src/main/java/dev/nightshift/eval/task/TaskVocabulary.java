package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.CoreFilters;
import dev.nightshift.eval.filter.FilterRegistry;
import dev.nightshift.eval.metric.MetricRegistry;
import dev.nightshift.eval.prepare.PreparationRegistry;
import java.util.Map;

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
        new MetricRegistry(Map.of()), CoreFilters.registry(), PreparationRegistry.empty());
  }
}
