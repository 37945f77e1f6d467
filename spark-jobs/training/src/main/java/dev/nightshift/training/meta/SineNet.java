package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.TensorIo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The regressor of sine waves: 1 → 40 → 40 → 1 with rectifiers between, mean squared error (Finn,
 * Abbeel and Levine 2017, section 5.1). Weights and biases are drawn evenly from ±1 / √fan-in.
 */
public final class SineNet implements Learner<SinePoints> {

  private static final int HIDDEN = 40;
  private static final String OUT = "out.";

  @Override
  public Map<String, Tensor> initial(long seed) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    layer(parameters, "hidden1.", seed, HIDDEN, 1);
    layer(parameters, "hidden2.", seed, HIDDEN, HIDDEN);
    layer(parameters, OUT, seed, 1, HIDDEN);
    return parameters;
  }

  private static void layer(
      Map<String, Tensor> parameters, String name, long seed, int out, int in) {
    double bound = 1 / Math.sqrt(in);
    String weight = name + "weight";
    parameters.put(weight, FreshWeights.uniform(seed, weight, bound, out, in));
    String bias = name + "bias";
    parameters.put(bias, FreshWeights.uniform(seed, bias, bound, out));
  }

  @Override
  public Judged judge(Map<String, Tensor> parameters, SinePoints points, Phase phase) {
    int n = points.x().length;
    Tensor x = TensorIo.floats(points.x(), n, 1);
    x = linear(parameters, "hidden1.", x).relu();
    x = linear(parameters, "hidden2.", x).relu();
    Tensor error = linear(parameters, OUT, x).sub(TensorIo.floats(points.y(), n, 1));
    return new Judged(error.mul(error).mean(), Double.NaN, n);
  }

  private static Tensor linear(Map<String, Tensor> parameters, String name, Tensor x) {
    return torch.linear(
        x,
        Objects.requireNonNull(parameters.get(name + "weight")),
        new TensorOptional(Objects.requireNonNull(parameters.get(name + "bias"))));
  }

  @Override
  public boolean isHead(String name) {
    return name.startsWith(OUT);
  }
}
