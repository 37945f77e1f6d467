package dev.nightshift.pipelines.gate;

import org.jspecify.annotations.Nullable;

/**
 * A score of a model, as the table {@code results} holds it.
 *
 * @param modelDigest the model
 * @param task the task
 * @param metric the metric
 * @param filter the answer filter
 * @param comparable digest of everything that must agree before two scores are compared: the task's
 *     definition and data, the layout, the examples in the prompt, the settings
 * @param value the score
 * @param stderr its standard error; null where unknown
 * @param ciLow lower end of the 95 % interval; null where unknown
 * @param ciHigh its upper end; null where unknown
 * @param n number of samples
 */
public record Measurement(
    String modelDigest,
    String task,
    String metric,
    String filter,
    String comparable,
    double value,
    @Nullable Double stderr,
    @Nullable Double ciLow,
    @Nullable Double ciHigh,
    long n) {}
