package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Log-probabilities of answers without gradients. */
public final class AnswerLogProbs {

  private AnswerLogProbs() {}

  /**
   * log π(answer | prompt) of each sequence of a batch, [S], nats: its tokens' float32
   * log-probabilities, summed in double precision.
   *
   * @param decoder the decoder
   * @param parameters all parameters by name
   * @param batch the rows
   */
  public static double[] of(
      TrainedDecoder decoder, Map<String, Tensor> parameters, TokenBatch batch) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor states = decoder.states(parameters, batch).predictors();
      Tensor ofTargets = TargetLogProbs.of(states, decoder.head(parameters), batch.targets());
      return TensorIo.toDoubles(
          TargetLogProbs.ofSequences(ofTargets.to(ScalarType.Double), batch));
    }
  }
}
