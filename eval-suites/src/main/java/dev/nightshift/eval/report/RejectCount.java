package dev.nightshift.eval.report;

/**
 * Rows that a stage refused for one reason.
 *
 * @param stage the job
 * @param reason the name of the reason
 * @param rows how many
 */
public record RejectCount(String stage, String reason, long rows) {}
