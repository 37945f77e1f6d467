package dev.nightshift.training.federated.client;

/**
 * What local training gave.
 *
 * @param change the trained parameters less those that it started from; not a copy
 * @param steps steps that were taken
 * @param loss mean loss per unit over all steps, before each
 */
public record LocalResult(float[] change, long steps, double loss) {}
