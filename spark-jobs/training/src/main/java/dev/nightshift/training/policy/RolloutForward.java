package dev.nightshift.training.policy;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.lm.TrainedDecoder.States;
import dev.nightshift.training.policy.MiniBatches.MicroBatch;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.state.Worker;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the policy, the reference and the value function say of an iteration's rollouts before its
 * first step. It is computed by the training's own forward pass over the micro-batches of the first
 * epoch, so that on the first mini-batch the policy says the same bits again and every ratio is 1.
 * Workers share the micro-batches and tell each other what they saw.
 */
final class RolloutForward {

  private static final int PARTS = 3;

  private final TrainedDecoder policy;
  private final TrainedDecoder reference;
  private final @Nullable Path referenceFolder;
  private final @Nullable ValueFunction value;
  private final double temperature;
  private final int padding;

  /**
   * The passes of a training.
   *
   * @param policy the policy
   * @param value the value function, or null
   * @param tuning how the policy is trained: beside an adapter, the reference is the policy without
   *     it
   * @param initial the model that the training began with, which else is the reference
   * @param temperature of the draws
   * @param padding the token that fills rows
   */
  RolloutForward(
      TrainedDecoder policy,
      @Nullable ValueFunction value,
      DecoderSettings tuning,
      Path initial,
      double temperature,
      int padding) {
    this.policy = policy;
    this.reference = new TrainedDecoder(policy.config());
    this.referenceFolder = tuning.adapter() == null ? initial : null;
    this.value = value;
    this.temperature = temperature;
    this.padding = padding;
  }

  /**
   * Sees all rollouts.
   *
   * @param parameters of policy and value function, as they are before the iteration
   * @param file the rollouts
   * @param parts their micro-batches, each rollout once
   * @param worker this worker
   */
  PolicyState.Seen see(
      Map<String, Tensor> parameters, SequenceFile file, List<MicroBatch> parts, Worker worker) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> before = reference(parameters);
      GradientExchange exchange = worker.exchange();
      TokenRows layout = new TokenRows(file);
      int width =
          PARTS * parts.stream().mapToInt(part -> layout.length(part.rollouts())).max().orElse(0);
      int first = exchange.firstOf(exchange.rank(), parts.size());
      int end = exchange.firstOf(exchange.rank() + 1, parts.size());
      double[] own = new double[(end - first) * width];
      worker
          .lanes()
          .<double[]>inOrder(
              first,
              end,
              index -> {
                TokenBatch tokens = TokenBatch.ofForks(file, parts.get(index).forks(), padding);
                return lane -> pass(parameters, before, tokens);
              },
              (index, lane, seen) ->
                  System.arraycopy(seen, 0, own, (index - first) * width, seen.length));
      return arranged(layout, parts, exchange.ofAllMicroBatches(own, parts.size(), width), width);
    }
  }

  private Map<String, Tensor> reference(Map<String, Tensor> parameters) {
    if (referenceFolder == null) {
      return parameters;
    }
    Tensor near = policy.head(parameters);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    WorkingModel.weights(referenceFolder)
        .forEach((name, tensor) -> weights.put(name, tensor.to(near.device(), near.scalar_type())));
    return weights;
  }

  /** Log-probabilities, those of the reference, and values of a micro-batch, one behind another. */
  private double[] pass(
      Map<String, Tensor> parameters, Map<String, Tensor> before, TokenBatch tokens) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      States states = policy.states(parameters, tokens);
      int n = tokens.targetCount();
      double[] seen = new double[PARTS * n];
      put(seen, 0, logProbs(states, policy.head(parameters), tokens));
      States old = reference.states(before, tokens);
      put(seen, n, logProbs(old, reference.head(before), tokens));
      if (value != null) {
        put(seen, 2 * n, value.of(parameters, tokens, states).values());
      }
      return seen;
    }
  }

  private Tensor logProbs(States states, Tensor head, TokenBatch tokens) {
    return TargetLogProbs.of(
        PolicyObjective.scaled(states.predictors(), temperature), head, tokens.targets());
  }

  private static void put(double[] seen, int from, Tensor values) {
    double[] plain = TensorIo.toDoubles(values);
    System.arraycopy(plain, 0, seen, from, plain.length);
  }

  private PolicyState.Seen arranged(
      TokenRows layout, List<MicroBatch> parts, double[] ofAll, int width) {
    float[][] flat = new float[PARTS][layout.total()];
    for (int part = 0; part < parts.size(); part++) {
      int at = part * width;
      int[] rollouts = parts.get(part).rollouts();
      for (float[] kind : flat) {
        layout.scatter(ofAll, at, rollouts, kind);
        at += layout.length(rollouts);
      }
    }
    return new PolicyState.Seen(flat[0], flat[1], value == null ? new float[0] : flat[2]);
  }
}
