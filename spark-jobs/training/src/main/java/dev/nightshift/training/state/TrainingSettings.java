package dev.nightshift.training.state;

import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import java.io.Serializable;

/**
 * What every method of training shares.
 *
 * @param seed the run's seed
 * @param batchSize examples of a step, over all workers
 * @param microBatchSize examples of one forward pass; does not depend on the number of workers
 * @param maxLength tokens of a row
 * @param schedule the rate of each step
 * @param optimizer settings of AdamW
 * @param clip the greatest norm of a gradient; 0 for no clipping
 */
public record TrainingSettings(
    long seed,
    int batchSize,
    int microBatchSize,
    int maxLength,
    LearningRateSchedule schedule,
    AdamWSettings optimizer,
    double clip)
    implements Serializable {

  private static final int MICRO_BATCH_TOKENS = 1024;

  public TrainingSettings {
    if (microBatchSize < 1 || batchSize < microBatchSize) {
      throw new IllegalArgumentException(
          "a batch of " + batchSize + " cannot be made of micro-batches of " + microBatchSize);
    }
    if (maxLength < 2) {
      throw new IllegalArgumentException("a row needs 2 tokens, was " + maxLength);
    }
  }

  /**
   * The examples of a micro-batch where nobody says: about 1,024 tokens, enough for products of
   * full speed, and few enough that a step has work for several cores.
   */
  public static int defaultMicroBatchSize(int batchSize, int maxLength) {
    return Math.max(1, Math.min(batchSize, MICRO_BATCH_TOKENS / maxLength));
  }
}
