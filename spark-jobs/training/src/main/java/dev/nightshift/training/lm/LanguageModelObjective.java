package dev.nightshift.training.lm;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross entropy of the targets: −Σ log p(target), in nats; a unit is a target. Only the positions
 * that predict a target are projected to the vocabulary.
 */
public final class LanguageModelObjective implements Objective<TokenBatch> {

  private final ModelConfig config;

  /** The objective for a decoder. */
  public LanguageModelObjective(ModelConfig config) {
    this.config = config;
  }

  /** {@code token-accuracy}: share of targets that have the greatest probability. */
  @Override
  public List<String> metrics() {
    return List.of("token-accuracy");
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, TokenBatch batch) {
    Tensor logits = TokenForward.logits(config, parameters, batch);
    Tensor loss = AnswerLogProbs.ofTargets(logits, batch).sum().neg();
    return new LossSum(
        loss,
        batch.targetCount(),
        (long) batch.rows() * batch.width(),
        new WeightedSum(right(logits, batch), batch.targetCount()));
  }

  private static double right(Tensor logits, TokenBatch batch) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor targets = Tensor.create(batch.targets(), batch.targetCount());
      return logits.detach().argmax(new LongOptional(1), false).eq(targets).sum().item_double();
    }
  }
}
