package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.ReportModel;

/** A result of a model that a report shows. */
record Measured(ReportModel model, StoredResult result) {}
