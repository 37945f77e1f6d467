package dev.nightshift.training.lm;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.adapter.LoraConfig;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.forward.ForwardOutput;
import dev.nightshift.inference.forward.RecomputedForward;
import dev.nightshift.inference.forward.StageWeights;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.decoder.DecoderSettings;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The decoder as objectives see it: hidden states of the positions that predict a target (or are
 * asked about for another reason), and the way back from their gradients. It knows adapters and the recomputing of activations, so that no
 * objective has to. Parameters that are gathered stage by stage are always recomputed.
 */
public final class TrainedDecoder {

  private final ModelConfig config;
  private final @Nullable LoraConfig adapter;
  private final boolean recomputes;

  /** A decoder all of whose weights are trained and whose activations are kept. */
  public TrainedDecoder(ModelConfig config) {
    this(config, DecoderSettings.DEFAULT);
  }

  /** A decoder under settings. */
  public TrainedDecoder(ModelConfig config, DecoderSettings settings) {
    this.config = config;
    DecoderSettings.Adapter wanted = settings.adapter();
    this.adapter = wanted == null ? null : wanted.config();
    this.recomputes = settings.recompute();
  }

  /** The decoder's configuration. */
  public ModelConfig config() {
    return config;
  }

  /** What a head of labels says of states [N, D]: [N, labels], float32, with gradients. */
  public Tensor labelScores(Map<String, Tensor> parameters, Tensor states) {
    return Decoder.labelScores(config, parameters, states);
  }

  /** The head's matrix, [V, D] or [labels, D], among the parameters. */
  public Tensor head(Map<String, Tensor> parameters) {
    return Decoder.headWeight(config, parameters);
  }

  /** Hidden states of the positions that predict a target. */
  public States states(Map<String, Tensor> parameters, TokenBatch batch) {
    return states(parameters, batch, batch.predictors());
  }

  /**
   * Hidden states of a batch.
   *
   * <p>While gradients are switched on, the states are leaves: an objective fills their gradients
   * (and those of the router's scores) and calls {@link #backward}.
   *
   * @param parameters all parameters by name
   * @param batch the rows
   * @param positions the positions that are asked about, in the batch laid out flat, [N]
   */
  public States states(Map<String, Tensor> parameters, TokenBatch batch, long[] positions) {
    ForwardInput input = input(parameters, batch);
    if (!GradMode.is_enabled()) {
      ForwardOutput out = Decoder.forward(config, parameters, input);
      Tensor predictors = asked(out.hidden(), positions);
      return new States(predictors, predictors, out.routerLogits(), out.routerLogits(), null);
    }
    if (recomputes || parameters instanceof StageWeights) {
      StageWeights weights =
          parameters instanceof StageWeights gathered ? gathered : StageWeights.of(parameters);
      RecomputedForward forward = new RecomputedForward(config, weights, input);
      Tensor predictors = asked(forward.hidden(), positions);
      return new States(
          TensorIo.leaf(predictors), predictors, forward.routerLogits(), List.of(), forward);
    }
    ForwardOutput out = Decoder.forward(config, parameters, input);
    Tensor predictors = asked(out.hidden(), positions);
    List<Tensor> routers = out.routerLogits().stream().map(TensorIo::leaf).toList();
    return new States(TensorIo.leaf(predictors), predictors, routers, out.routerLogits(), null);
  }

  /**
   * What a pass gave.
   *
   * @param predictors hidden states of the positions that were asked about, [N, D]
   * @param attached the same, with their history
   * @param routerLogits the router's scores of each layer, [B · T, experts], of a mixture
   * @param attachedRouters the same, with their history; empty where the pass goes back itself
   * @param recomputed the pass that goes back itself, if it was one
   */
  public record States(
      Tensor predictors,
      Tensor attached,
      List<Tensor> routerLogits,
      List<Tensor> attachedRouters,
      @Nullable RecomputedForward recomputed) {

    /** Goes back from the gradients of the leaves to those of all trained parameters. */
    public void backward() {
      TensorVector outputs = new TensorVector(attached);
      TensorVector gradients = new TensorVector(predictors.grad());
      for (int i = 0; i < attachedRouters.size(); i++) {
        if (routerLogits.get(i).grad().defined()) {
          outputs.push_back(attachedRouters.get(i));
          gradients.push_back(routerLogits.get(i).grad());
        }
      }
      torch.backward(outputs, gradients, new BoolOptional(), false, new TensorVector());
      if (recomputed != null) {
        recomputed.backward();
      }
    }
  }

  private ForwardInput input(Map<String, Tensor> parameters, TokenBatch batch) {
    Tensor near = head(parameters);
    long rows = batch.rows();
    long width = batch.width();
    ForwardInput input =
        ForwardInput.ofIds(TensorIo.beside(TensorIo.longs(batch.ids(), rows, width), near));
    if (batch.packed()) {
      Tensor positions = TensorIo.longs(batch.positions(), rows, width);
      input =
          input
              .withPositions(TensorIo.beside(positions, near))
              .withAttentionMask(mask(batch, near));
    }
    return adapter == null ? input : input.withAdapters(LoraAdapter.asSet(adapter, parameters));
  }

  /**
   * Which keys each query sees: its own segment and the trunk of its fork, up to itself; [B, 1, T,
   * T], true where seen.
   */
  private static Tensor mask(TokenBatch batch, Tensor near) {
    long rows = batch.rows();
    long width = batch.width();
    Tensor queries = TensorIo.beside(TensorIo.longs(batch.segments(), rows, 1, width, 1), near);
    Tensor keys = queries.view(rows, 1, 1, width);
    Tensor causal =
        torch
            .ones(
                new long[] {width, width},
                near.options().dtype(new ScalarTypeOptional(ScalarType.Bool)))
            .tril(0);
    Tensor seen = queries.eq(keys);
    if (batch.forked()) {
      Tensor trunks = TensorIo.beside(TensorIo.longs(batch.trunks(), rows, 1, width, 1), near);
      seen = seen.bitwise_or(trunks.eq(keys));
    }
    return seen.bitwise_and(causal);
  }

  private static Tensor asked(Tensor hidden, long[] positions) {
    return hidden
        .reshape(hidden.size(0) * hidden.size(1), hidden.size(2))
        .index_select(0, TensorIo.beside(TensorIo.longs(positions), hidden));
  }
}
