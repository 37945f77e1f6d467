package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.Scopes;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A forward pass that keeps the input of each block only, and computes each block again on the way
 * back (activation checkpointing: Chen et al. 2016, "Training deep nets with sublinear memory
 * cost", section 4). It needs the activations of one block at a time, beside [L, B, T, D] inputs,
 * for one more forward pass; gradients are the same bits as without. First order only.
 *
 * <p>The pass ends in leaves: {@link #hidden} hangs on a leaf, and each of {@link #routerLogits} is
 * one. A backward pass from them fills the leaves' gradients; {@link #backward} goes on from there.
 * What is held belongs to the {@code PointerScope} in which the pass was made.
 */
public final class RecomputedForward {

  private final ModelConfig config;
  private final StageWeights weights;
  private final ForwardInput input;
  private final DecoderStages stages;
  private final List<Tensor> blockInputs = new ArrayList<>();
  private final List<Tensor> routerLogits = new ArrayList<>();
  private final Tensor last;
  private final Tensor hidden;

  /**
   * Runs the pass.
   *
   * @param config the decoder
   * @param weights its weights; those that are trained are leaves
   * @param input without a cache, and without hidden states or attentions wanted
   */
  public RecomputedForward(ModelConfig config, StageWeights weights, ForwardInput input) {
    if (input.cache() != null || input.wantHiddenStates() || input.wantAttentions()) {
      throw new IllegalArgumentException(
          "a pass that is computed again gives final states only and has no cache");
    }
    this.config = config;
    this.weights = weights;
    this.input = input;
    Tensor x;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> outside = weights.open(StageWeights.OUTSIDE);
      Tensor embedded = DecoderStages.embedded(config, outside, input);
      this.stages = DecoderStages.of(config, outside, input, embedded);
      x = stages.positioned(embedded);
      for (int layer = 0; layer < config.layers(); layer++) {
        blockInputs.add(x);
        stages.pass().use(weights.open(layer));
        x = stages.block(layer, x);
        weights.release(layer);
      }
      for (Tensor logits : stages.pass().routerLogits) {
        routerLogits.add(TensorIo.leaf(logits));
      }
    }
    stages.pass().use(weights.open(StageWeights.OUTSIDE));
    this.last = TensorIo.leaf(x);
    this.hidden = stages.norm(last);
  }

  /** Final hidden states [B, T, D]. */
  public Tensor hidden() {
    return hidden;
  }

  /** The router's scores of each layer, [N, experts], of a mixture. */
  public List<Tensor> routerLogits() {
    return List.copyOf(routerLogits);
  }

  /** Goes back from the gradients that the leaves hold to those of all weights. */
  public void backward() {
    Tensor gradient = last.grad();
    for (int layer = config.layers() - 1; layer >= 0; layer--) {
      Tensor after = gradient;
      int number = layer;
      gradient = Scopes.inner(() -> throughBlock(number, after));
      weights.gradientsReady(layer);
    }
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> outside = weights.open(StageWeights.OUTSIDE);
      stages.pass().use(outside);
      Tensor x = stages.positioned(DecoderStages.embedded(config, outside, input));
      if (x.requires_grad()) {
        torch.backward(
            new TensorVector(x),
            new TensorVector(gradient),
            new BoolOptional(),
            false,
            new TensorVector());
      }
    }
    weights.gradientsReady(StageWeights.OUTSIDE);
  }

  /** The gradient of a block's input, from that of its output. */
  private Tensor throughBlock(int layer, Tensor after) {
    Tensor x = TensorIo.leaf(blockInputs.get(layer));
    stages.pass().use(weights.open(layer));
    stages.pass().routerLogits.clear();
    Tensor y = stages.block(layer, x);
    TensorVector outputs = new TensorVector(y);
    TensorVector gradients = new TensorVector(after);
    if (!routerLogits.isEmpty() && routerLogits.get(layer).grad().defined()) {
      outputs.push_back(stages.pass().routerLogits.get(0));
      gradients.push_back(routerLogits.get(layer).grad());
    }
    torch.backward(outputs, gradients, new BoolOptional(), false, new TensorVector());
    // What grad() gives is part of x, and x ends with this scope.
    return x.grad().detach();
  }
}
