package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.NamedParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyObjectiveTest {

  private final ModelConfig config = TinyLlama.config();

  /**
   * Along the gradient g the loss grows by |g|² for each unit: (L(θ + hg) − L(θ − hg)) / 2h. All
   * parts count: the clipped loss, the value loss, the divergence in the loss and the entropy.
   */
  @ParameterizedTest
  @CsvSource({
    "GAE, SEPARATE, LOSS, 1",
    "GAE, SHARED, REWARD, .7",
    "GRPO, NONE, LOSS, 1.3",
    "RLOO, NONE, REWARD, 1"
  })
  void gradientsAgreeWithFiniteDifferences(
      Estimator estimator, ValueKind value, KlPlacement placement, double temperature) {
    PolicySettings settings =
        PolicySettingsSamples.of(
            estimator, estimator.aggregation(), placement, .05, temperature, 1, 0);
    ValueFunction function =
        switch (value) {
          case NONE -> null;
          case SHARED -> ValueFunction.shared();
          case SEPARATE -> ValueFunction.separate(config.withHead(Head.REWARD), false);
        };
    TrainedDecoder decoder = new TrainedDecoder(config);
    PolicyObjective objective = new PolicyObjective(decoder, function, settings);
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1);
        NamedParameters parameters = NamedParameters.copyOf(all(weights, value))) {
      PolicyBatch batch = batch(decoder, parameters, settings);
      LossSum loss = objective.loss(parameters.tensors(), batch);
      loss.backward().run();
      try (NoGradGuard noGrad = new NoGradGuard()) {
        Tensor gradient = parameters.gradient().clone();
        double squared = gradient.mul(gradient).sum().item_double();
        assertThat(squared).isPositive();
        double h = 2e-3 / Math.sqrt(squared);
        parameters.values().add_(gradient, new Scalar(h));
        double above = objective.loss(parameters.tensors(), batch).value();
        parameters.values().add_(gradient, new Scalar(-2 * h));
        double below = objective.loss(parameters.tensors(), batch).value();
        assertThat((above - below) / (2 * h)).isCloseTo(squared, within(.01 * squared));
      }
    }
  }

  private Map<String, Tensor> all(NamedTensors weights, ValueKind value) {
    Map<String, Tensor> all = new HashMap<>(weights.asMap());
    if (value == ValueKind.SEPARATE) {
      weights.asMap().forEach((name, tensor) -> all.put("value." + name, tensor));
    }
    if (value != ValueKind.NONE) {
      float[] head = new float[config.hiddenSize()];
      for (int i = 0; i < head.length; i++) {
        head[i] = (float) (.02 * CounterRandom.of(3, "head", i).nextGaussian());
      }
      all.put("value.score.weight", TensorIo.floats(head, 1, head.length));
    }
    return all;
  }

  /** Four answers, one of one token; old log-probabilities lie near those of now, off the clips. */
  private PolicyBatch batch(
      TrainedDecoder decoder, NamedParameters parameters, PolicySettings settings) {
    int[] lengths = {3, 1, 5, 2};
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      int[] ids = new int[4 + lengths[i]];
      for (int t = 0; t < ids.length; t++) {
        ids[t] = 3 + CounterRandom.of(2, "ids/" + i, t).nextInt(61);
      }
      sequences.add(ids);
    }
    TokenBatch tokens = TokenBatch.of(sequences, 4, 0);
    int n = tokens.targetCount();
    double[] now;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor states =
          PolicyObjective.scaled(
              decoder.states(parameters.tensors(), tokens).predictors(), settings.temperature());
      now =
          TensorIo.toDoubles(
              TargetLogProbs.of(states, decoder.head(parameters.tensors()), tokens.targets()));
    }
    double[] values = settings.hasValue() ? noise("values", new double[n], .05) : new double[0];
    double[] returns = settings.hasValue() ? noise("returns", new double[n], 1) : new double[0];
    return new PolicyBatch(
        tokens,
        noise("old", now, .03),
        noise("reference", now, .3),
        noise("advantages", new double[n], 1),
        returns,
        values,
        lengths,
        .05);
  }

  private static double[] noise(String name, double[] around, double deviation) {
    double[] values = new double[around.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = around[i] + deviation * CounterRandom.of(4, name, i).nextGaussian();
    }
    return values;
  }
}
