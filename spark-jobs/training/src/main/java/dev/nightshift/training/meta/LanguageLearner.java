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
 * has none. The head is the matrix over the vocabulary, where it is not the embedding table: that
 * is the input as well, so that a model whose table is both has no head to adapt alone.
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
    return judged(loss, TensorIo.toLongs(best), batch);
  }

  /** An answer is whole where each of its tokens is the likeliest one after those before it. */
  static Judged judged(Tensor loss, long[] best, TokenBatch batch) {
    long[] targets = batch.targets();
    long[] owners = batch.owners();
    boolean[] missed = new boolean[batch.sequences()];
    int right = 0;
    for (int i = 0; i < targets.length; i++) {
      if (best[i] == targets[i]) {
        right++;
      } else {
        missed[Math.toIntExact(owners[i])] = true;
      }
    }
    int whole = 0;
    for (boolean one : missed) {
      whole += one ? 0 : 1;
    }
    return new Judged(loss, right, targets.length, (double) whole / missed.length);
  }

  @Override
  public boolean isHead(String name) {
    return name.equals(Decoder.headModule(config) + ".weight");
  }
}
