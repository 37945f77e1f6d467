package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.Architecture;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Fresh weights as transformers draws them: matrices and embeddings from N(0, initializer_range²),
 * biases 0, gains of norms 1. GPT-2 divides the deviation of the projections into the residual
 * stream by √(2 · layers) (Radford et al. 2019, section 2.3).
 *
 * <p>A head of labels has the deviation 1 / √(D + 1) (Ziegler et al. 2019, "Fine-tuning language
 * models from human preferences", in their code; Stiennon et al. 2020, "Learning to summarize from
 * human feedback", appendix B.1): the final norm gives states of length √D, so that first rewards
 * have a deviation of about 1 for any width, whatever {@code initializer_range} says.
 *
 * <p>Each tensor is drawn from a generator of its own, keyed by its name: the same seed gives the
 * same bits on every machine.
 */
final class Initializer {

  private Initializer() {}

  static NamedTensors draw(ModelConfig config, long seed) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope()) {
      ParameterNames.shapes(config)
          .forEach((name, shape) -> weights.put(name, tensor(config, seed, name, shape)));
      return NamedTensors.own(weights);
    }
  }

  /** The given weights of a decoder, shared, with a fresh head in place of theirs. */
  static NamedTensors withFreshHead(ModelConfig config, Map<String, Tensor> given, long seed) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope()) {
      ParameterNames.shapes(config)
          .forEach(
              (name, shape) ->
                  weights.put(
                      name,
                      isHead(config, name)
                          ? tensor(config, seed, name, shape)
                          : Objects.requireNonNull(given.get(name), name)));
      return NamedTensors.own(weights);
    }
  }

  private static boolean isHead(ModelConfig config, String name) {
    return name.startsWith(ParameterNames.headModule(config) + ".");
  }

  private static Tensor tensor(ModelConfig config, long seed, String name, long[] shape) {
    int n = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    float[] values = new float[n];
    if (shape.length == 1) {
      if (name.endsWith(".weight")) {
        Arrays.fill(values, 1f);
      }
      return TensorIo.floats(values, shape);
    }
    double deviation = config.initializerRange();
    if (config.architecture() == Architecture.GPT2 && name.endsWith(".c_proj.weight")) {
      deviation /= Math.sqrt(2.0 * config.layers());
    }
    if (isHead(config, name) && !config.head().isLanguageModel()) {
      deviation = 1 / Math.sqrt(config.hiddenSize() + 1.0);
    }
    CounterRandom random = CounterRandom.of(seed, "initialize", name);
    for (int i = 0; i < n; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return TensorIo.floats(values, shape);
  }
}
