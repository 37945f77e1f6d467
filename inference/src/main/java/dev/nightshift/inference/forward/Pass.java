package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What the blocks of one forward pass share. */
final class Pass {

  final ModelConfig config;
  final ForwardInput input;
  final Masks masks;
  final @Nullable Rotary rotary;
  final KeyValueCache.@Nullable Appender cache;

  /** What the blocks give besides the residual stream; in one list, so that scopes can keep it. */
  final List<Tensor> kept = new ArrayList<>();

  final List<Tensor> attentions = new ArrayList<>();
  final List<Tensor> routerLogits = new ArrayList<>();

  private Map<String, Tensor> weights;

  Pass(
      ModelConfig config,
      Map<String, Tensor> weights,
      ForwardInput input,
      Masks masks,
      @Nullable Rotary rotary,
      KeyValueCache.@Nullable Appender cache) {
    this.config = config;
    this.weights = weights;
    this.input = input;
    this.masks = masks;
    this.rotary = rotary;
    this.cache = cache;
  }

  /** Changes what the next blocks read; weights need to be there while their stage runs only. */
  void use(Map<String, Tensor> ofStage) {
    weights = ofStage;
  }

  Tensor weight(String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the weights have no tensor named " + name);
    }
    return tensor;
  }

  @Nullable Tensor weightOrNull(String name) {
    return weights.get(name);
  }

  /** y = x Wᵀ + b, plus what the adapters add; W [out, in], x [B, T, in]. */
  Tensor linear(String module, Tensor x) {
    return project(module, x, weight(module + ".weight"));
  }

  /** y = x W + b, plus what the adapters add; W [in, out] as GPT-2 stores it, x [B, T, in]. */
  Tensor linearTransposed(String module, Tensor x) {
    return project(module, x, weight(module + ".weight").t());
  }

  private Tensor project(String module, Tensor x, Tensor weight) {
    Tensor bias = weights.get(module + ".bias");
    Tensor y = bias == null ? torch.linear(x, weight) : torch.linear(x, weight, bias);
    Tensor delta = input.adapters().delta(module, x);
    return delta == null ? y : y.add(delta);
  }

  void keepAttention(Tensor weightsOfLayer) {
    attentions.add(weightsOfLayer);
    kept.add(weightsOfLayer);
  }

  void keepRouterLogits(Tensor logits) {
    routerLogits.add(logits);
    kept.add(logits);
  }
}
