package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.inference.tensor.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass of a decoder-only language model, as a pure function of configuration, named
 * weights and input. It keeps no state and never changes its arguments (but for an allocated
 * key-value cache, which is made to be filled). Gradients flow to every weight and embedding that
 * asks for them; the weights may be any tensors of the right shapes, a model's own or the fast
 * weights of an inner loop.
 *
 * <p>B batch, T time, D width, V vocabulary.
 */
public final class Decoder {

  static {
    NativeThreads.productsOnOne();
  }

  private Decoder() {}

  /**
   * Hidden states of a batch. What is made on the way is released before this returns; the output
   * belongs to the caller's {@code PointerScope}.
   *
   * @throws IllegalArgumentException if a weight is missing or positions exceed a learned table
   */
  public static ForwardOutput forward(
      ModelConfig config, Map<String, Tensor> weights, ForwardInput input) {
    List<Tensor> kept = new ArrayList<>();
    Result result = new Result();
    Tensor hidden = Scopes.inner(kept, () -> run(config, weights, input, kept, result));
    return new ForwardOutput(
        hidden, result.hiddenStates, result.attentions, result.routerLogits, result.cache);
  }

  /** Scores of the next token, [B, T, V], from hidden states [B, T, D]. */
  public static Tensor logits(ModelConfig config, Map<String, Tensor> weights, Tensor hidden) {
    return torch.linear(hidden, headWeight(config, weights));
  }

  /**
   * What a head of labels says of hidden states [N, D], in float32 whatever their type: [N, labels].
   * With one label it is a reward; small differences of rewards would be lost in a narrow type.
   */
  public static Tensor labelScores(
      ModelConfig config, Map<String, Tensor> weights, Tensor hidden) {
    Tensor wide = hidden.to(ScalarType.Float);
    Tensor matrix = headWeight(config, weights).to(ScalarType.Float);
    if (config.head().kind() != Head.Kind.TOKEN) {
      return torch.linear(wide, matrix);
    }
    String bias = headModule(config) + ".bias";
    return torch.linear(
        wide, matrix, Objects.requireNonNull(weights.get(bias), bias).to(ScalarType.Float));
  }

  /** The name of the head's module: {@code lm_head}, {@code score} or {@code classifier}. */
  public static String headModule(ModelConfig config) {
    return ParameterNames.headModule(config);
  }

  /**
   * The matrix of the head, [V, D] or [labels, D]: the embedding table where a language model ties
   * the two.
   */
  public static Tensor headWeight(ModelConfig config, Map<String, Tensor> weights) {
    String name = ParameterNames.head(config);
    return Objects.requireNonNull(weights.get(name), name);
  }

  /** The names and shapes of all parameters, in the order of the forward pass. */
  public static Map<String, long[]> parameterShapes(ModelConfig config) {
    return ParameterNames.shapes(config);
  }

  /** Fresh float32 weights; the same seed gives the same bits. */
  public static NamedTensors initialize(ModelConfig config, long seed) {
    return Initializer.draw(config, seed);
  }

  /**
   * The weights of a decoder with a fresh head in place of theirs.
   *
   * @param config with the new head
   * @param weights the decoder's; shared, so that they must outlive what is returned
   * @param seed the same seed gives the same bits
   */
  public static NamedTensors withFreshHead(
      ModelConfig config, Map<String, Tensor> weights, long seed) {
    return Initializer.withFreshHead(config, weights, seed);
  }

  /** What a run gives besides its hidden states. */
  private static final class Result {
    final List<Tensor> hiddenStates = new ArrayList<>();
    List<Tensor> attentions = List.of();
    List<Tensor> routerLogits = List.of();
    @Nullable KeyValueCache cache;
  }

  private static Tensor run(
      ModelConfig config,
      Map<String, Tensor> weights,
      ForwardInput input,
      List<Tensor> kept,
      Result result) {
    Tensor embedded = DecoderStages.embedded(config, weights, input);
    DecoderStages stages = DecoderStages.of(config, weights, input, embedded);
    Pass pass = stages.pass();
    Tensor x = stages.positioned(embedded);
    for (int layer = 0; layer < config.layers(); layer++) {
      if (input.wantHiddenStates()) {
        result.hiddenStates.add(x);
      }
      x = stages.block(layer, x);
    }
    x = stages.norm(x);
    if (input.wantHiddenStates()) {
      result.hiddenStates.add(x);
      kept.addAll(result.hiddenStates.subList(0, config.layers()));
    }
    kept.addAll(pass.kept);
    result.attentions = pass.attentions;
    result.routerLogits = pass.routerLogits;
    result.cache = pass.cache == null ? null : pass.cache.after();
    return x;
  }
}
