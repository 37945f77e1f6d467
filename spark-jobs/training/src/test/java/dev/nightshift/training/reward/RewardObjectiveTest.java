package dev.nightshift.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class RewardObjectiveTest {

  private final RewardObjective objective =
      new RewardObjective(
          new TrainedDecoder(TinyReward.config(Head.REWARD)), new BradleyTerryLoss(.01));

  private static RewardBatch batch(int[] pairs) {
    List<int[]> rows = new ArrayList<>();
    float[] margins = new float[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      rows.add(TinyReward.ids(2L * pairs[i], 5 + pairs[i] % 4));
      rows.add(TinyReward.ids(2L * pairs[i] + 1, 5 + pairs[i] % 7));
      margins[i] = pairs[i] % 3 * .25f;
    }
    return RewardBatch.of(rows, margins, 0);
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    RewardBatch batch = batch(new int[] {0, 1, 2, 3});
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = TinyReward.weights(Head.REWARD)) {
      Map<String, Tensor> map = weights.asMap();
      map.values().forEach(tensor -> tensor.set_requires_grad(true));
      objective.loss(map, batch).backward().run();
      for (String name :
          List.of(
              "score.weight",
              "model.norm.weight",
              "model.layers.1.mlp.down_proj.weight",
              "model.layers.0.self_attn.q_proj.weight")) {
        TinyReward.assertSlope(at(batch), map, name);
      }
    }
  }

  private Function<Map<String, Tensor>, Double> at(RewardBatch batch) {
    return weights -> {
      try (PointerScope scope = new PointerScope();
          NoGradGuard noGrad = new NoGradGuard()) {
        return objective.loss(weights, batch).value();
      }
    };
  }

  /** The same rewards for both answers are a tie, which is not right. */
  @Test
  void aTieIsNotRight() {
    int[] same = TinyReward.ids(1, 6);
    RewardBatch tied = RewardBatch.of(List.of(same, same), new float[1], 0);
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = TinyReward.weights(Head.REWARD)) {
      LossSum loss = objective.loss(weights.asMap(), tied);
      assertThat(loss.metrics()[3].mean()).isZero();
      assertThat(loss.metrics()[2].mean()).isZero();
      double reward = loss.metrics()[0].mean();
      assertThat(loss.value())
          .isCloseTo(Math.log(2) + .01 * 4 * reward * reward, within(1e-5));
    }
  }

  /** What stands behind the scored token and how wide the row is change nothing but last digits. */
  @Test
  void paddingIsNotSeen() {
    int[] some = TinyReward.ids(3, 6);
    int[] other = TinyReward.ids(4, 5);
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = TinyReward.weights(Head.REWARD)) {
      float[] narrow =
          objective.rewards(
              weights.asMap(), RewardBatch.of(List.of(some, other), new float[1], 0));
      float[] wide =
          objective.rewards(
              weights.asMap(),
              RewardBatch.of(
                  List.of(some, other, TinyReward.ids(5, 30), other), new float[2], 9));
      assertThat(wide[0]).isCloseTo(narrow[0], within(1e-5f));
      assertThat(wide[1]).isCloseTo(narrow[1], within(1e-5f));
      assertThat(wide[3]).isCloseTo(narrow[1], within(1e-5f));
    }
  }

  @Test
  void oneBatchIsLearntByHeart() {
    List<StepReport> reports =
        TinyReward.train(Head.REWARD, objective, 8, RewardObjectiveTest::batch, 60, 8, 8);
    StepReport last = reports.get(59);
    assertThat(last.loss()).isLessThan(.1).isLessThan(reports.get(0).loss());
    assertThat(last.metrics().get("rewards/accuracies")).isEqualTo(1);
    assertThat(last.metrics().get("rewards/margins"))
        .isCloseTo(
            last.metrics().get("rewards/chosen") - last.metrics().get("rewards/rejected"),
            within(1e-9));
  }

  @Test
  void accumulationAgreesWithOneBatch() {
    List<StepReport> whole =
        TinyReward.train(Head.REWARD, objective, 32, RewardObjectiveTest::batch, 6, 8, 8);
    List<StepReport> split =
        TinyReward.train(Head.REWARD, objective, 32, RewardObjectiveTest::batch, 6, 8, 1);
    // The first step sees the same weights; later ones differ by what rounding did to those.
    assertThat(split.get(0).loss()).isCloseTo(whole.get(0).loss(), within(1e-6 * whole.get(0).loss()));
    for (int i = 0; i < 6; i++) {
      assertThat(split.get(i).loss()).isCloseTo(whole.get(i).loss(), within(1e-4));
      assertThat(split.get(i).units()).isEqualTo(8);
    }
  }

  /** In a narrow type rewards keep the digits of float32. */
  @Test
  void narrowStatesGiveWideRewards() {
    RewardBatch batch = batch(new int[] {0, 1});
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = TinyReward.weights(Head.REWARD);
        NamedTensors narrow =
            weights.copyAs(DType.BF16)) {
      float[] wide = objective.rewards(weights.asMap(), batch);
      float[] seen = objective.rewards(narrow.asMap(), batch);
      Tensor rounded =
          TensorIo.floats(seen)
              .to(ScalarType.BFloat16)
              .to(ScalarType.Float);
      float[] back = TensorIo.toFloats(rounded);
      assertThat(back).isNotEqualTo(seen);
      for (int i = 0; i < wide.length; i++) {
        assertThat(seen[i]).isCloseTo(wide[i], within(.1f));
      }
    }
  }
}
