package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.meta.Learner.Phase;
import dev.nightshift.training.trainer.LossSum;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class MetaObjectiveTest {

  private static final Episode<Double> TASK = new Episode<>("t", 3.0, 5.0);
  private static final double STEP = 1e-5;

  /**
   * Support (w − 3)², query (w − 5)², rate .1, w = 0. The inner gradient is −6, so w′ = .6. The
   * query has the gradient 2 (.6 − 5) = −8.8 at w′; through the step, d w′ / d w = 1 − .1 · 2 = .8,
   * so the whole is −7.04.
   */
  @Test
  void secondOrderDiffersFromFirstByTheSlopeOfTheStep() {
    assertThat(gradient(MetaMethod.MAML, 1)).isCloseTo(-7.04, within(1e-6));
    assertThat(gradient(MetaMethod.ANIL, 1)).isCloseTo(-7.04, within(1e-6));
    assertThat(gradient(MetaMethod.FOMAML, 1)).isCloseTo(-8.8, within(1e-6));
    try (PointerScope scope = new PointerScope()) {
      LossSum loss = loss(MetaMethod.MAML, 1, leaves(new Quadratic().initial(0)));
      assertThat(loss.value()).isCloseTo(4.4 * 4.4, within(1e-5));
      assertThat(loss.metrics()[0].mean()).isEqualTo(9);
      assertThat(loss.units()).isEqualTo(1);
    }
  }

  /** Two steps: 0 → .6 → .6 + .1 · 2 · 2.4 = 1.08; half of the way is .54. */
  @Test
  void reptileGoesTowardsTheAdaptedWeight() {
    double gradient = gradient(MetaMethod.REPTILE, 2);
    assertThat(0 - gradient).isCloseTo(1.08, within(1e-6));
    assertThat(0 - .5 * gradient).isCloseTo(.54, within(1e-6));
  }

  /**
   * Adam without its first moment, support (w − 3)² from w = 0 at the rate .1. The first step has
   * the gradient −6 and its own size: w = .1. Then g = −5.8, v = .999 · .036 + .001 · 33.64 =
   * .069604, divided by 1 − .999² = .001999 it is 34.8194 with the root 5.900800: w = .1 + .1 · 5.8
   * / 5.9008 = .198292.
   */
  @Test
  void adamsStepsRememberTheirSquaresWithinAnEpisode() {
    Adaptation<Double> adaptation =
        new Adaptation<>(
            new Quadratic(), new MetaSettings(MetaMethod.REPTILE, 2, .1, InnerRule.ADAM, 0, 2, 0));
    try (PointerScope scope = new PointerScope()) {
      for (int again = 0; again < 2; again++) {
        double[] losses = adaptation.curve(new Quadratic().initial(0), TASK, 0).losses();
        assertThat(losses[1]).isCloseTo(4.9 * 4.9, within(1e-4));
        assertThat(losses[2]).isCloseTo(4.801708 * 4.801708, within(1e-4));
      }
    }
  }

  /** With the rate a, w′ = w − a g: d L / d a = 2 (w′ − 5) · (−g) = −8.8 · 6 = −52.8. */
  @Test
  void metaSgdLearnsTheRateAsWell() {
    try (PointerScope scope = new PointerScope()) {
      InnerLoop<Double> inner = new InnerLoop<>(new Quadratic(), settings(MetaMethod.META_SGD, 1));
      Map<String, Tensor> parameters = leaves(inner.withRates(new Quadratic().initial(0)));
      assertThat(parameters).containsOnlyKeys("w", "rate.w");
      loss(MetaMethod.META_SGD, 1, parameters).backward().run();
      assertThat(value(parameters, "w")).isCloseTo(-7.04, within(1e-5));
      assertThat(value(parameters, "rate.w")).isCloseTo(-52.8, within(1e-4));
    }
  }

  /** The gradients of methods that differentiate what they report, by central differences. */
  @ParameterizedTest
  @EnumSource(
      value = MetaMethod.class,
      mode = Mode.EXCLUDE,
      names = {"FOMAML", "REPTILE"})
  void gradientsAgreeWithFiniteDifferences(MetaMethod method) {
    MetaSettings settings = new MetaSettings(method, 2, .3, 2);
    MetaObjective<SmallNet.Points> objective = new MetaObjective<>(new SmallNet(), settings);
    Episode<SmallNet.Points> episode = episode();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> start =
          new InnerLoop<>(new SmallNet(), settings).withRates(new SmallNet().initial(4));
      Map<String, Tensor> parameters = leaves(start);
      objective.loss(parameters, episode).backward().run();
      for (String name : start.keySet()) {
        double[] analytic = TensorIo.toDoubles(Objects.requireNonNull(parameters.get(name)).grad());
        for (int i = 0; i < analytic.length; i++) {
          double up = objective.loss(leaves(moved(start, name, i, STEP)), episode).value();
          double down = objective.loss(leaves(moved(start, name, i, -STEP)), episode).value();
          assertThat(analytic[i])
              .as(method + " " + name + "[" + i + "]")
              .isCloseTo((up - down) / (2 * STEP), within(1e-8));
        }
      }
    }
  }

  /** FOMAML's gradient is that of the query at the adapted weights; Reptile's is w − w′. */
  @Test
  void firstOrderGradientsAreThoseOfTheAdaptedWeights() {
    SmallNet net = new SmallNet();
    MetaSettings settings = new MetaSettings(MetaMethod.FOMAML, 2, .3, 2);
    Episode<SmallNet.Points> episode = episode();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> start = net.initial(4);
      Map<String, Tensor> adapted = new Adaptation<>(net, settings).adapted(start, episode);
      Map<String, Tensor> first = leaves(start);
      new MetaObjective<>(net, settings).loss(first, episode).backward().run();
      Map<String, Tensor> reptile = leaves(start);
      new MetaObjective<>(net, new MetaSettings(MetaMethod.REPTILE, 2, .3, 2))
          .loss(reptile, episode)
          .backward()
          .run();
      for (String name : start.keySet()) {
        double[] analytic = TensorIo.toDoubles(Objects.requireNonNull(first.get(name)).grad());
        double[] way = TensorIo.toDoubles(Objects.requireNonNull(reptile.get(name)).grad());
        double[] from = TensorIo.toDoubles(Objects.requireNonNull(start.get(name)));
        double[] to = TensorIo.toDoubles(Objects.requireNonNull(adapted.get(name)));
        for (int i = 0; i < analytic.length; i++) {
          double up = query(net, moved(adapted, name, i, STEP), episode);
          double down = query(net, moved(adapted, name, i, -STEP), episode);
          assertThat(analytic[i]).isCloseTo((up - down) / (2 * STEP), within(1e-8));
          assertThat(way[i]).isCloseTo(from[i] - to[i], within(1e-14));
        }
      }
    }
  }

  @Test
  void anilLeavesTheBodyAlone() {
    SmallNet net = new SmallNet();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> start = net.initial(4);
      Map<String, Tensor> adapted =
          new Adaptation<>(net, new MetaSettings(MetaMethod.ANIL, 1, .3, 3))
              .adapted(start, episode());
      assertThat(same(start, adapted, "body.weight")).isTrue();
      assertThat(same(start, adapted, "head.weight")).isFalse();
    }
  }

  private static boolean same(Map<String, Tensor> one, Map<String, Tensor> other, String name) {
    return torch.equal(
        Objects.requireNonNull(one.get(name)), Objects.requireNonNull(other.get(name)));
  }

  private static double query(
      SmallNet net, Map<String, Tensor> parameters, Episode<SmallNet.Points> episode) {
    return net.judge(parameters, episode.query(), Phase.TRAINING).loss().item_double();
  }

  private static Episode<SmallNet.Points> episode() {
    return new Episode<>("small", SmallNet.points("support", 3), SmallNet.points("query", 4));
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

  private static double gradient(MetaMethod method, int steps) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = leaves(new Quadratic().initial(0));
      loss(method, steps, parameters).backward().run();
      return value(parameters, "w");
    }
  }

  private static double value(Map<String, Tensor> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name)).grad().item_double();
  }

  private static LossSum loss(MetaMethod method, int steps, Map<String, Tensor> parameters) {
    return new MetaObjective<>(new Quadratic(), settings(method, steps)).loss(parameters, TASK);
  }

  private static MetaSettings settings(MetaMethod method, int steps) {
    return new MetaSettings(method, steps, .1, steps);
  }

  /** Leaves with gradients of zero, as the trainer gives them to objectives. */
  private static Map<String, Tensor> leaves(Map<String, Tensor> parameters) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    parameters.forEach(
        (name, tensor) -> {
          Tensor leaf = tensor.detach().clone();
          leaf.set_requires_grad(true);
          leaf.mutable_grad().put(torch.zeros_like(leaf.detach()));
          leaves.put(name, leaf);
        });
    return leaves;
  }
}
