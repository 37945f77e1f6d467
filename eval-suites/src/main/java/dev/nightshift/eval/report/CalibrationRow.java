package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.ChoiceCalibration;

/**
 * How well a model knows its multiple-choice answers.
 *
 * @param model name of the model in the report
 * @param task name of the task
 * @param calibration what was found
 */
public record CalibrationRow(String model, String task, ChoiceCalibration calibration) {}
