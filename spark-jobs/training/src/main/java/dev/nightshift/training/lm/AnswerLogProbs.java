package dev.nightshift.training.lm;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Log-probabilities of the targets of a batch. */
public final class AnswerLogProbs {

  private AnswerLogProbs() {}

  /**
   * Of each target.
   *
   * @param logits of the positions that predict a target, [N, V]
   * @param batch whose targets they predict
   * @return log p(target), [N], nats
   */
  public static Tensor ofTargets(Tensor logits, TokenBatch batch) {
    Tensor targets = Tensor.create(batch.targets(), batch.targetCount(), 1);
    return logits.log_softmax(1).gather(1, targets).squeeze(1);
  }

  /**
   * Summed over each sequence.
   *
   * @param ofTargets log p(target), [N]
   * @param batch whose targets they are
   * @return log p(answer | prompt) of each sequence, [S], nats
   */
  public static Tensor ofSequences(Tensor ofTargets, TokenBatch batch) {
    Tensor owners = Tensor.create(batch.owners(), batch.targetCount());
    return torch
        .zeros(new long[] {batch.sequences()}, new TensorOptions(ofTargets.dtype()))
        .index_add(0, owners, ofTargets);
  }
}
