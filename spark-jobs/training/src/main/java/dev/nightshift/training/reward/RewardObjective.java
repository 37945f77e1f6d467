package dev.nightshift.training.reward;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.lm.TrainedDecoder.States;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Rewards that tell the preferred answer of a pair from the other; a unit is a pair.
 *
 * <p>Metrics are means over pairs: {@code rewards/chosen} and {@code rewards/rejected}; {@code
 * rewards/margins}, their difference; {@code rewards/accuracies}, the share of pairs whose preferred
 * answer has the strictly greater reward (a tie is not right).
 */
public final class RewardObjective implements Objective<RewardBatch> {

  private static final List<String> METRICS =
      List.of("rewards/chosen", "rewards/rejected", "rewards/margins", "rewards/accuracies");

  private final TrainedDecoder decoder;
  private final BradleyTerryLoss loss;

  /** The objective for a decoder with a scalar head. */
  public RewardObjective(TrainedDecoder decoder, BradleyTerryLoss loss) {
    this.decoder = decoder;
    this.loss = loss;
  }

  @Override
  public List<String> metrics() {
    return METRICS;
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, RewardBatch batch) {
    States states = decoder.states(parameters, batch.tokens(), batch.positions());
    Tensor rewards = rewards(parameters, states);
    Tensor chosen = rewards.select(1, 0);
    Tensor rejected = rewards.select(1, 1);
    Tensor margins = TensorIo.beside(TensorIo.floats(batch.margins()), rewards);
    Tensor sum = loss.of(chosen, rejected, margins).sum();
    Runnable backward =
        () -> {
          sum.backward();
          states.backward();
        };
    return new LossSum(
        sum.item_double(),
        batch.pairs(),
        (long) batch.tokens().rows() * batch.tokens().width(),
        backward,
        metrics(TensorIo.toDoubles(chosen), TensorIo.toDoubles(rejected)));
  }

  /** The rewards of a batch without gradients: of each pair the preferred answer's, the other's. */
  float[] rewards(Map<String, Tensor> parameters, RewardBatch batch) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      return TensorIo.toFloats(
          rewards(parameters, decoder.states(parameters, batch.tokens(), batch.positions())));
    }
  }

  /** [n, 2], float32. */
  private Tensor rewards(Map<String, Tensor> parameters, States states) {
    return decoder.labelScores(parameters, states.predictors()).view(-1, 2);
  }

  private static WeightedSum[] metrics(double[] chosen, double[] rejected) {
    double[] sums = new double[METRICS.size()];
    for (int i = 0; i < chosen.length; i++) {
      sums[0] += chosen[i];
      sums[1] += rejected[i];
      sums[2] += chosen[i] - rejected[i];
      sums[3] += chosen[i] > rejected[i] ? 1 : 0;
    }
    WeightedSum[] metrics = new WeightedSum[sums.length];
    for (int i = 0; i < sums.length; i++) {
      metrics[i] = new WeightedSum(sums[i], chosen.length);
    }
    return metrics;
  }
}
