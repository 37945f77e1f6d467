package dev.nightshift.eval.report;

/**
 * A step on the way from raw rows to those that were kept.
 *
 * @param name the step
 * @param runId the run
 * @param in rows that came in
 * @param kept rows that went on
 */
public record FunnelStep(String name, String runId, long in, long kept) {}
