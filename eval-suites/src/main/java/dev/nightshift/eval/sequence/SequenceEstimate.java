package dev.nightshift.eval.sequence;

import dev.nightshift.eval.stats.Interval;

/**
 * A measure of a sequence of models.
 *
 * @param measure what it is
 * @param value its value
 * @param standardError bootstrapped over the items of the tasks
 * @param interval the 95 % interval of the bootstrap
 * @param n number of items of all tasks
 */
public record SequenceEstimate(
    SequenceMeasure measure, double value, double standardError, Interval interval, long n) {}
