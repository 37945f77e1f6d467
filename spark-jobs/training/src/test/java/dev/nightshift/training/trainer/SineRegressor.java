package dev.nightshift.training.trainer;

import dev.nightshift.schema.random.CounterRandom;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** y = sin x on [−3, 3], by a network with one hidden layer; a batch is [n, 2] of x and y. */
final class SineRegressor implements Objective<float[][]> {

  static NamedParameters parameters() {
    CounterRandom random = CounterRandom.of(5, "sine", 0);
    return NamedParameters.copyOf(
        Map.of(
            "in.weight", normal(random, 1, 32, 1),
            "in.bias", normal(random, 1, 32),
            "out.weight", normal(random, .2, 1, 32),
            "out.bias", normal(random, .2, 1)));
  }

  static BatchSource<float[][]> source(int perStep, int microBatch) {
    return (step, parameters) ->
        new BatchSource.MicroBatches<>() {
          @Override
          public int count() {
            return perStep / microBatch;
          }

          @Override
          public float[][] get(int index) {
            float[][] rows = new float[microBatch][2];
            for (int i = 0; i < microBatch; i++) {
              long id = step * perStep + (long) index * microBatch + i;
              double x = 6 * CounterRandom.of(5, "x", id).nextDouble() - 3;
              rows[i] = new float[] {(float) x, (float) Math.sin(x)};
            }
            return rows;
          }
        };
  }

  @Override
  public List<String> metrics() {
    return List.of("absolute-error");
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, float[][] batch) {
    float[] x = new float[batch.length];
    float[] y = new float[batch.length];
    for (int i = 0; i < batch.length; i++) {
      x[i] = batch[i][0];
      y[i] = batch[i][1];
    }
    Tensor hidden =
        Tensor.create(x, x.length, 1)
            .matmul(parameters.get("in.weight").t())
            .add(parameters.get("in.bias"))
            .tanh();
    Tensor error =
        hidden
            .matmul(parameters.get("out.weight").t())
            .add(parameters.get("out.bias"))
            .sub(Tensor.create(y, y.length, 1));
    return LossSum.of(
        error.mul(error).sum(),
        batch.length,
        batch.length,
        new LossSum.WeightedSum(torch.abs(error).sum().item_double(), batch.length));
  }

  static Tensor normal(CounterRandom random, double deviation, long... shape) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.create(values, shape);
  }
}
