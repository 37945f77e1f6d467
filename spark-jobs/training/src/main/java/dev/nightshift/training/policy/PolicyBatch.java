package dev.nightshift.training.policy;

import dev.nightshift.training.lm.TokenBatch;

/**
 * Rollouts for one forward pass. The numbers stand token by token in the order of the batch's
 * targets, [N].
 *
 * @param tokens the rows: rollouts, or forks of several with one prompt
 * @param logProbs log-probabilities before the iteration, nats
 * @param reference log-probabilities under the reference, nats
 * @param advantages advantages
 * @param returns what the value function is to give; empty without one
 * @param values what it gave before the iteration; empty without one
 * @param lengths tokens of each answer, [B]
 * @param coefficient of the divergence
 */
record PolicyBatch(
    TokenBatch tokens,
    double[] logProbs,
    double[] reference,
    double[] advantages,
    double[] returns,
    double[] values,
    int[] lengths,
    double coefficient) {

  PolicyBatch {
    int n = tokens.targetCount();
    if (logProbs.length != n || reference.length != n || advantages.length != n) {
      throw new IllegalArgumentException(
          n + " targets have " + logProbs.length + " log-probabilities");
    }
  }
}
