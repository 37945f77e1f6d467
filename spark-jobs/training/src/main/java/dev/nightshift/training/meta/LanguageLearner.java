package dev.nightshift.training.meta;

import dev.nightshift.inference.forward.AttentionKernel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TokenBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A decoder that learns answers: the mean cross entropy of the answers' tokens, in nats; a unit is
 * a token. Where a gradient of a gradient is taken attention is explicit, since the fused kernel
 * has none. What ANIL adapts is the last block with the norm behind it.
 *
 * <p>One example a row, none packed.
 */
final class LanguageLearner implements Learner<TokenBatch> {

  private final ModelConfig config;

  LanguageLearner(ModelConfig config) {
    this.config = config;
  }

  @Override
  public Map<String, Tensor> initial(long seed) {
    try (NamedTensors weights = Decoder.initialize(config, seed)) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      weights.asMap().forEach((name, tensor) -> copies.put(name, tensor.clone()));
      return copies;
    }
  }

  @Override
  public Judged judge(Map<String, Tensor> parameters, TokenBatch batch, Phase phase) {
    AttentionKernel kernel =
        phase == Phase.TWICE ? AttentionKernel.EXPLICIT : AttentionKernel.FUSED;
    ForwardInput input =
        ForwardInput.ofIds(TensorIo.longs(batch.ids(), batch.rows(), batch.width()))
            .withKernel(kernel);
    Tensor hidden = Decoder.forward(config, parameters, input).hidden();
    Tensor asked =
        hidden.reshape(-1, hidden.size(2)).index_select(0, TensorIo.longs(batch.predictors()));
    Tensor logProbs = torch.linear(asked, Decoder.headWeight(config, parameters)).log_softmax(1);
    long[] targets = batch.targets();
    Tensor target = TensorIo.longs(targets, targets.length, 1);
    Tensor loss = logProbs.gather(1, target).mean().neg();
    Tensor best = torch.argmax(logProbs, new LongOptional(1), true);
    return new Judged(loss, best.eq(target).sum().item_double(), targets.length);
  }

  /** The last block by the number in its name, and norms outside of the blocks. */
  @Override
  public boolean isHead(String name) {
    String last = "." + (config.layers() - 1) + ".";
    return name.contains("layers" + last)
        || name.contains(".h" + last)
        || name.equals("model.norm.weight")
        || name.startsWith("transformer.ln_f.");
  }
}
