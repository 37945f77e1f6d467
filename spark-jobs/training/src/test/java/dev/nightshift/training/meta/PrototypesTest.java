package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.meta.Learner.Judged;
import dev.nightshift.training.meta.Learner.Phase;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class PrototypesTest {

  /**
   * Class 0 has (−1, 0) and (1, 0), so its prototype is (0, 0); class 1 has (3, 0). The query (1,
   * 0) of class 0 is at squared distances 1 and 4: −log p = ln(1 + e^(1 − 4)) = .048587. The query
   * (2, 1) of class 0 is at 5 and 2: ln(1 + e³) = 3.048587. The mean is 1.548587, and one is right.
   */
  @Test
  void theLossByHand() {
    try (PointerScope scope = new PointerScope()) {
      Judged judged =
          Prototypes.judge(
              TensorIo.floats(new float[] {-1, 0, 3, 0, 1, 0}, 3, 2),
              new long[] {0, 1, 0},
              TensorIo.floats(new float[] {1, 0, 2, 1}, 2, 2),
              new long[] {0, 0});
      assertThat(judged.loss().item_double()).isCloseTo(1.548587, within(1e-6));
      assertThat(judged.right()).isEqualTo(1);
      assertThat(judged.units()).isEqualTo(2);
    }
  }

  /** Support and query are one batch of the normalisation, with what it says of both together. */
  @Test
  void supportAndQueryGoThroughTheNetTogether() {
    ConvNet net = new ConvNet(2, 0, Normalisation.RUNNING);
    GreyImages support = image(.2f, .9f);
    GreyImages query = image(.7f, .1f);
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = net.initial(3);
      Tensor together = net.features(parameters, support.and(query), Phase.TRAINING);
      double expected =
          Prototypes.judge(
                  together.narrow(0, 0, 2),
                  support.classes(),
                  together.narrow(0, 2, 2),
                  query.classes())
              .loss()
              .item_double();
      double apart =
          Prototypes.judge(
                  net.features(parameters, support, Phase.TRAINING),
                  support.classes(),
                  net.features(parameters, query, Phase.TRAINING),
                  query.classes())
              .loss()
              .item_double();
      double loss =
          new MetaObjective<>(net, new MetaSettings(MetaMethod.PROTONET, 1, .1, 1))
              .loss(parameters, new Episode<>("e", support, query))
              .value();
      assertThat(loss).isEqualTo(expected).isNotEqualTo(apart);
    }
  }

  /**
   * With a kernel that copies the image, the first block sees its pixels: half of 784 are 1, so the
   * mean is .5 and the unbiased variance .25 · 784 / 783 = .250319.
   */
  @Test
  void runningVariancesAreUnbiased() {
    ConvNet net = new ConvNet(1, 0, Normalisation.RUNNING);
    float[] pixels = new float[784];
    Arrays.fill(pixels, 0, 392, 1);
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = new TreeMap<>(net.initial(3));
      parameters.put(
          "block1.conv.weight",
          TensorIo.floats(new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, 1, 1, 3, 3));
      parameters.values().forEach(tensor -> tensor.mutable_grad().put(torch.zeros_like(tensor)));
      net.observe(parameters, new GreyImages(pixels, new long[] {0}, 28, 1));
      assertThat(gradient(parameters, "block1.norm.running_mean")).isCloseTo(.5, within(1e-6));
      assertThat(gradient(parameters, "block1.norm.running_var")).isCloseTo(.250319, within(1e-6));
    }
  }

  private static double gradient(Map<String, Tensor> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name)).grad().item_double();
  }

  /** Two images of uneven grey, of the classes 0 and 1. */
  private static GreyImages image(float first, float second) {
    float[] pixels = new float[2 * 784];
    for (int i = 0; i < 784; i++) {
      pixels[i] = i % 5 == 0 ? first : 0;
      pixels[784 + i] = i % 7 < 3 ? second : 0;
    }
    return new GreyImages(pixels, new long[] {0, 1}, 28, 2);
  }

  @Test
  void farQueriesGiveNoInfinity() {
    try (PointerScope scope = new PointerScope()) {
      Judged judged =
          Prototypes.judge(
              TensorIo.floats(new float[] {0, 1e4f}, 2, 1),
              new long[] {0, 1},
              TensorIo.floats(new float[] {1e4f}, 1, 1),
              new long[] {0});
      assertThat(judged.loss().item_double()).isFinite().isGreaterThan(1e7);
    }
  }

  /**
   * Tasks (w − t)² at w = 0 have gradients −2 t: those of one sign are alike, whatever their size.
   */
  @Test
  void aTaskIsNearestToOneWhoseGradientPointsTheSameWay() {
    MetaSettings settings = new MetaSettings(MetaMethod.MAML, 1, .1, 3);
    try (PointerScope scope = new PointerScope();
        TaskBank<Double> bank = new TaskBank<>(new Quadratic(), settings)) {
      Map<String, Tensor> start = new Quadratic().initial(0);
      bank.add(start, new Episode<>("below", -4.0, -4.0));
      bank.add(start, new Episode<>("above", 2.0, 2.0));
      Episode<Double> fresh = new Episode<>("fresh", 9.0, 9.0);
      assertThat(bank.nearestTask(start, fresh)).isEqualTo("above");
      // Three steps from 0 towards 2 with the rate .1: 2 (1 − .8³) = .976.
      double adapted = bank.nearestParameters(start, fresh).get("w").item_double();
      assertThat(adapted).isCloseTo(.976, within(1e-6));
      Adaptation<Double> adaptation = new Adaptation<>(new Quadratic(), settings);
      double fromStart = adaptation.curve(start, fresh, 0).losses()[3];
      double fromNearest =
          adaptation.curve(bank.nearestParameters(start, fresh), fresh, 0).losses()[3];
      assertThat(fromNearest).isLessThan(fromStart);
    }
  }
}
