package dev.nightshift.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepObjectiveTest {

  @TempDir private Path folder;

  private final StepObjective objective =
      new StepObjective(new TrainedDecoder(TinyReward.config(Head.STEPS)));

  private static LabelledSteps answer(int number) {
    int[] ids = TinyReward.ids(number, 9 + number % 3);
    return new LabelledSteps(
        ids, new int[] {3, 6, ids.length - 1}, new int[] {number % 2, number / 2 % 2, 1});
  }

  private static StepBatch batch(int[] answers) {
    return StepBatch.of(
        Arrays.stream(answers).mapToObj(StepObjectiveTest::answer).toList(), 0);
  }

  /** With a head of zeros both labels have the probability ½, whatever the tokens. */
  @Test
  void theLossIsTheCrossEntropyOfTheStepEnds() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard();
        NamedTensors weights = TinyReward.weights(Head.STEPS)) {
      weights.get("score.weight").zero_();
      LossSum even = objective.loss(weights.asMap(), batch(new int[] {0, 1}));
      assertThat(even.units()).isEqualTo(6);
      assertThat(even.value()).isCloseTo(6 * Math.log(2), within(1e-5));
      assertThat(even.metrics()[0].mean()).as("ties are not right").isZero();
      // log σ(2) for right steps, log σ(−2) for wrong ones; of answers 0 and 1 three are right.
      weights.get("score.bias").copy_(TensorIo.floats(new float[] {-1, 1}));
      LossSum right = objective.loss(weights.asMap(), batch(new int[] {0, 1}));
      double expected = 3 * Math.log(1 + Math.exp(-2)) + 3 * Math.log(1 + Math.exp(2));
      assertThat(right.value()).isCloseTo(expected, within(1e-5));
      assertThat(right.metrics()[0].mean()).isEqualTo(.5);
    }
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    StepBatch batch = batch(new int[] {0, 1, 2});
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = TinyReward.weights(Head.STEPS)) {
      Map<String, Tensor> map = weights.asMap();
      map.values().forEach(tensor -> tensor.set_requires_grad(true));
      objective.loss(map, batch).backward().run();
      for (String name :
          List.of("score.weight", "score.bias", "model.layers.1.self_attn.o_proj.weight")) {
        TinyReward.assertSlope(w -> value(w, batch), map, name);
      }
    }
  }

  private double value(Map<String, Tensor> weights, StepBatch batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      return objective.loss(weights, batch).value();
    }
  }

  @Test
  void oneBatchIsLearntByHeart() {
    List<StepReport> reports =
        TinyReward.train(Head.STEPS, objective, 4, StepObjectiveTest::batch, 60, 4, 2);
    assertThat(reports.get(59).loss()).isLessThan(.1);
    assertThat(reports.get(59).metrics().get("accuracy")).isEqualTo(1);
    assertThat(reports.get(0).units()).isEqualTo(12);
  }

  @Test
  void answersReadBackAsTheyWereWritten() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("steps"))) {
      for (int i = 0; i < 5; i++) {
        StepFile.add(writer, answer(i));
      }
      writer.finish();
    }
    try (StepFile file = StepFile.open(folder.resolve("steps"))) {
      assertThat(file.count()).isEqualTo(5);
      assertThat(file.steps()).isEqualTo(15);
      assertThat(file.tokens()).isEqualTo(9 + 10 + 11 + 9 + 10);
      // Labels 001, 101, 011, 111, 001: nine of fifteen are right.
      assertThat(file.mostlyRight()).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(file.answer(i)).usingRecursiveComparison().isEqualTo(answer(i));
      }
      StepBatch some = file.batch(new int[] {3, 1}, 0);
      assertThat(some.labels()).containsExactly(1, 1, 1, 1, 0, 1);
      assertThat(some.positions()).containsExactly(3, 6, 8, 16 + 3, 16 + 6, 16 + 9);
    }
    assertThatThrownBy(() -> new LabelledSteps(new int[4], new int[] {4}, new int[] {1}))
        .hasMessage("step 0 ends at 4 of 4 with 1");
  }
}
