package dev.nightshift.eval.report;

/**
 * A model of the report.
 *
 * @param name its name in the report: its stage, made distinct
 * @param digest its digest
 * @param path its folder
 * @param runId the run that made it; empty where the lake does not know
 */
public record ReportModel(String name, String digest, String path, String runId) {}
