package dev.nightshift.eval.metric;

import dev.nightshift.eval.yaml.YamlMap;

/** Makes a metric from its entry in {@code metric_list}. */
@FunctionalInterface
public interface MetricFactory {

  /**
   * The metric.
   *
   * @param name the name that the entry gives
   * @param settings the entry: keys beside {@code metric}, {@code aggregation} and {@code
   *     higher_is_better} are the metric's own; faults are noted there. Keys that are not asked for
   *     are told as unknown.
   */
  ItemMetric create(String name, YamlMap settings);
}
