package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.quality.NetworkShape;
import dev.nightshift.classifiers.quality.NetworkUpdater;

/**
 * How the network is built and trained.
 *
 * @param hidden units of the hidden layer
 * @param epochs passes over the training rows; the parameters are averaged after each
 * @param batchSize rows of a step
 * @param learningRate of Adam
 * @param l2 strength of the penalty on squared weights
 * @param seed of the first weights
 */
record NetworkSettings(
    int hidden, int epochs, int batchSize, double learningRate, double l2, long seed) {

  /** The network for rows of so many numbers. */
  NetworkShape shape(int inputs) {
    return new NetworkShape(inputs, hidden, NetworkUpdater.ADAM, learningRate, l2, seed);
  }
}
