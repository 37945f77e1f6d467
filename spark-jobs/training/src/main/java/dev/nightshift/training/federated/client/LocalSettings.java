package dev.nightshift.training.federated.client;

import java.io.Serializable;

/**
 * How clients train.
 *
 * @param seed the run's seed, which decides the order of examples
 * @param epochs passes of a client over its examples in a round
 * @param batchSize examples of a step
 * @param microBatchSize examples of one forward pass
 * @param learningRate rate of plain gradient descent
 * @param clip the greatest norm of a step's gradient; 0 for no clipping
 * @param proximal μ of FedProx: μ (w − w₀) is added to the gradient; 0 for none
 * @param deadlineSteps a client that would need more steps is left out; 0 for no deadline
 * @param deadlineSeconds a client that takes longer is left out; 0 for no deadline. What is left
 *     out then depends on the machine, so such a round cannot be replayed.
 */
public record LocalSettings(
    long seed,
    int epochs,
    int batchSize,
    int microBatchSize,
    double learningRate,
    double clip,
    double proximal,
    long deadlineSteps,
    double deadlineSeconds)
    implements Serializable {

  public LocalSettings {
    if (epochs < 1 || batchSize < 1 || microBatchSize < 1 || microBatchSize > batchSize) {
      throw new IllegalArgumentException(
          epochs + " epochs with batches of " + batchSize + " by " + microBatchSize);
    }
    if (!(learningRate > 0) || !(clip >= 0) || !(proximal >= 0)) {
      throw new IllegalArgumentException(
          "a rate of " + learningRate + ", clipping at " + clip + ", mu " + proximal);
    }
    if (deadlineSteps < 0 || !(deadlineSeconds >= 0)) {
      throw new IllegalArgumentException(
          "deadlines of " + deadlineSteps + " steps and " + deadlineSeconds + " s");
    }
  }

  /** Settings of a rate and a batch size, one epoch, and nothing else. */
  public static LocalSettings of(long seed, int batchSize, double learningRate) {
    return new LocalSettings(seed, 1, batchSize, batchSize, learningRate, 0, 0, 0, 0);
  }

  /** The steps of a client with so many examples. */
  public long steps(int examples) {
    return (long) epochs * stepsOfEpoch(examples);
  }

  int stepsOfEpoch(int examples) {
    return (examples + batchSize - 1) / batchSize;
  }
}
