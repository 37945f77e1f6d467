package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.Interval;

/**
 * A share that a run measured of itself.
 *
 * @param name what it is
 * @param runId the run
 * @param value the share
 * @param interval its 95 % interval
 * @param n number of items
 */
public record MeasuredShare(String name, String runId, double value, Interval interval, long n) {}
