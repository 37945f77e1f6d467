package dev.nightshift.eval.task;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.ItemMetric;

/**
 * A metric as a task uses it.
 *
 * @param metric scores an item
 * @param aggregation makes the scores of items the score of the task
 * @param higherIsBetter its direction
 */
public record TaskMetric(ItemMetric metric, Aggregation aggregation, boolean higherIsBetter) {}
