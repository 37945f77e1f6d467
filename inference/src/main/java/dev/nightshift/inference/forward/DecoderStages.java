package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.Architecture;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.Scopes;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The stages of the forward pass: embedding, one block per layer, final norm. {@link Decoder} runs
 * them in a row; {@link RecomputedForward} runs them one at a time, twice.
 */
final class DecoderStages {

  private final ModelConfig config;
  private final boolean gpt2;
  private final Pass pass;
  private final Tensor positions;

  private DecoderStages(ModelConfig config, Pass pass, Tensor positions) {
    this.config = config;
    this.gpt2 = config.architecture() == Architecture.GPT2;
    this.pass = pass;
    this.positions = positions;
  }

  /**
   * Makes what all stages share: positions, masks, rotary tables.
   *
   * @param x the embedded input without positions, as {@link #embedded} gives it
   */
  static DecoderStages of(
      ModelConfig config, Map<String, Tensor> weights, ForwardInput input, Tensor x) {
    long time = x.size(1);
    KeyValueCache before = input.cache();
    long past = before == null ? 0 : before.length();
    boolean learned = config.architecture() == Architecture.GPT2;
    Tensor given = input.positions();
    if (learned && given == null && past + time > config.maxPositions()) {
      throw new IllegalArgumentException(
          (past + time) + " positions exceed the table of " + config.maxPositions());
    }
    Tensor positions = given == null ? defaultPositions(past, time, x) : given;
    ScalarType type = x.scalar_type();
    Pass pass =
        new Pass(
            config,
            weights,
            input,
            Masks.of(config.windows(), input.attentionMask(), time, past, x),
            learned ? null : Rotary.of(config, positions, type),
            before == null ? null : new KeyValueCache.Appender(before, time));
    return new DecoderStages(config, pass, positions);
  }

  /** Token embeddings, or the given ones, behind the prefix: [B, T, D]. */
  static Tensor embedded(ModelConfig config, Map<String, Tensor> weights, ForwardInput input) {
    Tensor x = input.inputEmbeddings();
    if (x == null) {
      String name = ParameterNames.embedding(config);
      Tensor table = Objects.requireNonNull(weights.get(name), name);
      x = torch.embedding(table, Objects.requireNonNull(input.ids(), "ids"));
    }
    Tensor prefix = input.prefixEmbeddings();
    return prefix == null ? x : torch.cat(new TensorVector(prefix, x), 1);
  }

  /** What the blocks share. */
  Pass pass() {
    return pass;
  }

  /** Adds learned positions, where the architecture has them; x [B, T, D]. */
  Tensor positioned(Tensor x) {
    return gpt2 ? x.add(torch.embedding(pass.weight("transformer.wpe.weight"), positions)) : x;
  }

  /** The residual stream through one block. */
  Tensor block(int layer, Tensor x) {
    return Scopes.inner(
        pass.kept,
        () -> gpt2 ? Gpt2Block.apply(pass, layer, x) : RotaryBlock.apply(pass, layer, x));
  }

  /** The final norm. */
  Tensor norm(Tensor x) {
    return gpt2
        ? Gpt2Block.norm(pass, "transformer.ln_f", x)
        : Norms.rms(x, pass.weight("model.norm.weight"), config.normEpsilon());
  }

  /** [1, T]: the positions after those in the cache, beside x. */
  private static Tensor defaultPositions(long past, long time, Tensor x) {
    return torch
        .arange(
            new Scalar(past),
            new Scalar(past + time),
            x.options().dtype(new ScalarTypeOptional(ScalarType.Long)))
        .unsqueeze(0);
  }
}
