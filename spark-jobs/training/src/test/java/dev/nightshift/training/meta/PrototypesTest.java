package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.meta.Learner.Judged;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
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
