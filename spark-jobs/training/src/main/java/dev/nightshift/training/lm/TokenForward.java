package dev.nightshift.training.lm;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The decoder over a {@link TokenBatch}. */
public final class TokenForward {

  private TokenForward() {}

  /**
   * Logits of the positions that predict a target, and of no others.
   *
   * @param config the decoder
   * @param parameters its weights by name
   * @param batch the rows
   * @return [N, V]
   */
  public static Tensor logits(
      ModelConfig config, Map<String, Tensor> parameters, TokenBatch batch) {
    long rows = batch.rows();
    long width = batch.width();
    ForwardInput input = ForwardInput.ofIds(TensorIo.longs(batch.ids(), rows, width));
    if (batch.packed()) {
      input =
          input
              .withPositions(TensorIo.longs(batch.positions(), rows, width))
              .withAttentionMask(mask(batch));
    }
    Tensor hidden = Decoder.forward(config, parameters, input).hidden();
    Tensor predictors =
        hidden
            .reshape(rows * width, hidden.size(2))
            .index_select(0, TensorIo.longs(batch.predictors()));
    return Decoder.logits(config, parameters, predictors);
  }

  /** Which keys each query sees: its own segment, up to itself; [B, 1, T, T], true where seen. */
  private static Tensor mask(TokenBatch batch) {
    long rows = batch.rows();
    long width = batch.width();
    Tensor queries = TensorIo.longs(batch.segments(), rows, 1, width, 1);
    Tensor keys = queries.view(rows, 1, 1, width);
    Tensor causal =
        torch.ones(new long[] {width, width}, new TensorOptions(ScalarType.Bool)).tril(0);
    return queries.eq(keys).logical_and(causal);
  }
}
