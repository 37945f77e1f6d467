package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.lm.TokenBatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/**
 * MAML's gradient through the parts of real nets, in float64, by central differences: convolution,
 * batch normalisation and pooling; explicit attention, rotary positions and norms.
 */
class SecondOrderTest {

  private static final double STEP = 1e-6;
  private static final int OF_EACH = 4;

  @Test
  void throughConvolutionsNormsAndPooling() {
    EpisodeSize size = new EpisodeSize(2, 2, 2);
    ConvNet net = new ConvNet(3, 2, Normalisation.TRANSDUCTIVE);
    Episode<GreyImages> episode = new Episode<>("i", images(0, size), images(1, size));
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> start = wide(net.initial(4));
      start.put("out.weight", random("out", 2, 3));
      agrees(net, new MetaSettings(MetaMethod.MAML, 2, .1, 2), start, episode);
    }
  }

  @Test
  void throughExplicitAttention() {
    LanguageLearner learner = new LanguageLearner(ModelConfig.parse(TinyLlama.json()));
    Episode<TokenBatch> episode = new Episode<>("t", tokens(5), tokens(9));
    try (PointerScope scope = new PointerScope()) {
      agrees(
          learner, new MetaSettings(MetaMethod.MAML, 2, .2, 2), wide(learner.initial(4)), episode);
    }
  }

  private static <D> void agrees(
      Learner<D> learner, MetaSettings settings, Map<String, Tensor> start, Episode<D> episode) {
    MetaObjective<D> objective = new MetaObjective<>(learner, settings);
    Map<String, Tensor> parameters = leaves(start);
    objective.loss(parameters, episode).backward().run();
    Map<String, Tensor> first = leaves(start);
    new MetaObjective<>(learner, new MetaSettings(MetaMethod.FOMAML, 2, settings.innerRate(), 2))
        .loss(first, episode)
        .backward()
        .run();
    int differs = 0;
    int moved = 0;
    for (String name : start.keySet()) {
      double[] analytic = TensorIo.toDoubles(Objects.requireNonNull(parameters.get(name)).grad());
      double[] firstOrder = TensorIo.toDoubles(Objects.requireNonNull(first.get(name)).grad());
      for (int k = 0; k < Math.min(OF_EACH, analytic.length); k++) {
        int i = k * (analytic.length / Math.min(OF_EACH, analytic.length));
        double up = objective.loss(leaves(moved(start, name, i, STEP)), episode).value();
        double down = objective.loss(leaves(moved(start, name, i, -STEP)), episode).value();
        double slope = (up - down) / (2 * STEP);
        assertThat(analytic[i])
            .as(name + "[" + i + "]")
            .isCloseTo(slope, within(1e-7 + 1e-5 * Math.abs(slope)));
        differs += Math.abs(firstOrder[i] - slope) > 1e-2 * Math.abs(slope) ? 1 : 0;
        moved += Math.abs(slope) > 1e-4 ? 1 : 0;
      }
    }
    assertThat(moved).as("slopes that say anything").isGreaterThan(start.size());
    assertThat(differs).as("slopes of another order").isGreaterThan(start.size());
  }

  private static GreyImages images(int number, EpisodeSize size) {
    CounterRandom random = CounterRandom.of(1, "images", number);
    int count = size.ways() * size.shots();
    float[] pixels = new float[count * 28 * 28];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return new GreyImages(pixels, new long[] {0, 0, 1, 1}, 28, size.ways());
  }

  private static TokenBatch tokens(int from) {
    return TokenBatch.of(
        List.of(
            new int[] {1, from, from + 1, from + 2, from + 3, 2},
            new int[] {1, from + 4, from + 2, from, 2}),
        2,
        0);
  }

  private static Map<String, Tensor> wide(Map<String, Tensor> parameters) {
    Map<String, Tensor> wide = new TreeMap<>();
    parameters.forEach((name, tensor) -> wide.put(name, tensor.to(ScalarType.Double)));
    return wide;
  }

  private static Tensor random(String name, long... shape) {
    return FreshWeights.normal(5, name, .5, shape).to(ScalarType.Double);
  }

  private static Map<String, Tensor> moved(
      Map<String, Tensor> parameters, String name, int element, double by) {
    Map<String, Tensor> moved = new TreeMap<>(parameters);
    Tensor tensor = Objects.requireNonNull(parameters.get(name));
    double[] values = TensorIo.toDoubles(tensor);
    values[element] += by;
    moved.put(name, Tensor.create(values, tensor.shape()));
    return moved;
  }

  private static Map<String, Tensor> leaves(Map<String, Tensor> parameters) {
    Map<String, Tensor> leaves = new TreeMap<>();
    parameters.forEach(
        (name, tensor) -> {
          Tensor leaf = TensorIo.leaf(tensor);
          leaf.mutable_grad().put(torch.zeros_like(leaf.detach()));
          leaves.put(name, leaf);
        });
    return leaves;
  }
}
