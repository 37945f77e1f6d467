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
import org.bytedeco.pytorch.global.torch;

/**
 * Labels of steps: the cross entropy −Σ log p(label) at the end of each step, in nats; a unit is a
 * step, and no other token is learnt. The metric {@code accuracy} is the share of steps whose label
 * has the strictly greater probability.
 *
 * <p>Sources: Uesato et al. 2022, "Solving math word problems with process- and outcome-based
 * feedback", section 2.3; Lightman et al. 2023, "Let's verify step by step", section 2.6.
 */
public final class StepObjective implements Objective<StepBatch> {

  private final TrainedDecoder decoder;

  /** The objective for a decoder with a head of two labels. */
  public StepObjective(TrainedDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public List<String> metrics() {
    return List.of("accuracy");
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, StepBatch batch) {
    States states = decoder.states(parameters, batch.tokens(), batch.positions());
    Tensor logProbs = logProbs(parameters, states);
    Tensor labels = TensorIo.beside(TensorIo.longs(batch.labels(), batch.steps(), 1), logProbs);
    Tensor sum = logProbs.gather(1, labels).sum().neg();
    Runnable backward =
        () -> {
          sum.backward();
          states.backward();
        };
    return new LossSum(
        sum.item_double(),
        batch.steps(),
        (long) batch.tokens().rows() * batch.tokens().width(),
        backward,
        new WeightedSum(right(TensorIo.toFloats(logProbs), batch.labels()), batch.steps()));
  }

  /** log p of both labels of each step, [2N] step by step, without gradients. */
  float[] logProbs(Map<String, Tensor> parameters, StepBatch batch) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      return TensorIo.toFloats(
          logProbs(parameters, decoder.states(parameters, batch.tokens(), batch.positions())));
    }
  }

  /** [N, 2], float32. */
  private Tensor logProbs(Map<String, Tensor> parameters, States states) {
    return torch.log_softmax(decoder.labelScores(parameters, states.predictors()), 1);
  }

  private static double right(float[] logProbs, long[] labels) {
    double right = 0;
    for (int i = 0; i < labels.length; i++) {
      int label = (int) labels[i];
      right += logProbs[2 * i + label] > logProbs[2 * i + 1 - label] ? 1 : 0;
    }
    return right;
  }
}
