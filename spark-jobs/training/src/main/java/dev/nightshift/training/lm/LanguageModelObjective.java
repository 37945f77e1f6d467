package dev.nightshift.training.lm;

import dev.nightshift.inference.forward.MixtureOfExperts;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TargetLogProbs.CrossEntropy;
import dev.nightshift.training.lm.TrainedDecoder.States;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross entropy of the targets: −Σ log p(target), in nats; a unit is a target. Only the positions
 * that predict a target are projected to the vocabulary.
 *
 * <p>A mixture of experts also learns to use its experts alike: the gradient is that of
 *
 * <pre>−Σ log p(target) + c · N · balance</pre>
 *
 * with N the targets of the micro-batch and the balance that of {@link
 * MixtureOfExperts#loadBalancingLoss} over its tokens (Fedus et al. 2021, equation 4). The loss
 * that is told stays the cross entropy; the balance is a metric.
 */
public final class LanguageModelObjective implements Objective<TokenBatch> {

  /** The metric of which more is better: the share of targets that are most probable. */
  public static final String ACCURACY = "token-accuracy";

  private final TrainedDecoder decoder;
  private final double balance;

  /** The objective for a decoder all of whose weights are trained. */
  public LanguageModelObjective(ModelConfig config) {
    this(new TrainedDecoder(config), 0);
  }

  /**
   * The objective for a decoder.
   *
   * @param balance weight of the balance of a mixture's experts (c)
   */
  public LanguageModelObjective(TrainedDecoder decoder, double balance) {
    this.decoder = decoder;
    this.balance = balance;
  }

  /**
   * {@code token-accuracy}: share of targets that have the greatest probability. Of a mixture also
   * {@code router-balance}: number of experts of a token when all are used alike, more otherwise.
   */
  @Override
  public List<String> metrics() {
    return decoder.config().isMixture() ? List.of(ACCURACY, "router-balance") : List.of(ACCURACY);
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, TokenBatch batch) {
    States states = decoder.states(parameters, batch);
    int units = batch.targetCount();
    CrossEntropy crossEntropy =
        TargetLogProbs.crossEntropy(states.predictors(), decoder.head(parameters), batch.targets());
    WeightedSum accuracy = new WeightedSum(crossEntropy.right(), units);
    WeightedSum[] metrics = {accuracy};
    if (decoder.config().isMixture()) {
      Tensor uneven = balance(states, batch);
      metrics = new WeightedSum[] {accuracy, new WeightedSum(uneven.item_double() * units, units)};
      if (balance > 0 && uneven.requires_grad()) {
        uneven.mul(new Scalar(balance * units)).backward();
      }
    }
    long tokens = (long) batch.rows() * batch.width();
    return new LossSum(crossEntropy.loss(), units, tokens, states::backward, metrics);
  }

  private Tensor balance(States states, TokenBatch batch) {
    long[] segments = batch.segments();
    float[] counts = new float[segments.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = segments[i] < 0 ? 0 : 1;
    }
    return MixtureOfExperts.loadBalancingLoss(
        states.routerLogits(),
        decoder.config().experts(),
        decoder.config().expertsPerToken(),
        TensorIo.beside(TensorIo.floats(counts), states.predictors()));
  }
}
