package dev.nightshift.training.meta;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A net of 2 → 3 → 2 in float64, smooth everywhere, so that finite differences tell its gradients.
 * It classifies points, and its outputs are features as well.
 */
final class SmallNet implements Learner<SmallNet.Points> {

  /** Points [n, 2] with their classes. */
  record Points(double[][] at, long[] classes) {}

  static Points points(String name, int each) {
    double[][] at = new double[2 * each][2];
    long[] classes = new long[2 * each];
    for (int i = 0; i < at.length; i++) {
      CounterRandom random = CounterRandom.of(1, name, i);
      classes[i] = i / each;
      at[i][0] = random.nextGaussian() + classes[i];
      at[i][1] = random.nextGaussian() - classes[i];
    }
    return new Points(at, classes);
  }

  @Override
  public Map<String, Tensor> initial(long seed) {
    Map<String, Tensor> parameters = new TreeMap<>();
    parameters.put("body.weight", normal(seed, "body.weight", 3, 2));
    parameters.put("body.bias", normal(seed, "body.bias", 3));
    parameters.put("head.weight", normal(seed, "head.weight", 2, 3));
    parameters.put("head.bias", normal(seed, "head.bias", 2));
    return parameters;
  }

  private static Tensor normal(long seed, String name, long... shape) {
    return FreshWeights.normal(seed, name, .7, shape).to(ScalarType.Double);
  }

  @Override
  public Judged judge(Map<String, Tensor> parameters, Points points, Phase phase) {
    return Prototypes.ofLogProbs(
        features(parameters, points, phase).log_softmax(1), points.classes());
  }

  @Override
  public Tensor features(Map<String, Tensor> parameters, Points points, Phase phase) {
    double[] flat = new double[2 * points.at().length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = points.at()[i / 2][i % 2];
    }
    Tensor x = Tensor.create(flat, points.at().length, 2);
    Tensor hidden = linear(parameters, "body.", x).tanh();
    return linear(parameters, "head.", hidden);
  }

  private static Tensor linear(Map<String, Tensor> parameters, String name, Tensor x) {
    return x.matmul(Objects.requireNonNull(parameters.get(name + "weight")).t())
        .add(Objects.requireNonNull(parameters.get(name + "bias")));
  }

  @Override
  public Points together(Points first, Points second) {
    double[][] at = Arrays.copyOf(first.at(), first.at().length + second.at().length);
    System.arraycopy(second.at(), 0, at, first.at().length, second.at().length);
    long[] classes = Arrays.copyOf(first.classes(), at.length);
    System.arraycopy(second.classes(), 0, classes, first.classes().length, second.classes().length);
    return new Points(at, classes);
  }

  @Override
  public long[] classes(Points points) {
    return points.classes();
  }

  @Override
  public boolean isHead(String name) {
    return name.startsWith("head.");
  }
}
