package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import org.bytedeco.pytorch.Tensor;

/** Weights of small nets, drawn by (seed, name). */
final class FreshWeights {

  private FreshWeights() {}

  /** Float32 from N(0, deviation²). */
  static Tensor normal(long seed, String name, double deviation, long... shape) {
    int n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, Math.toIntExact(size));
    }
    CounterRandom random = CounterRandom.of(seed, "weights", name);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return TensorIo.floats(values, shape);
  }

  /** Float32 from [−bound, bound], each as likely as any other. */
  static Tensor uniform(long seed, String name, double bound, long... shape) {
    int n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, Math.toIntExact(size));
    }
    CounterRandom random = CounterRandom.of(seed, "weights", name);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return TensorIo.floats(values, shape);
  }
}
