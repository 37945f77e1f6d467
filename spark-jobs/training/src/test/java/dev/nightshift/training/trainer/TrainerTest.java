package dev.nightshift.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TrainerTest {

  @Test
  void aRegressorLearnsTheSine() {
    List<StepReport> reports = train(600, 64, 16, 1e-2);
    assertThat(reports.get(0).loss()).isGreaterThan(.3);
    assertThat(reports.get(599).loss()).isLessThan(.005);
    assertThat(reports.get(599).metrics().get("absolute-error")).isLessThan(.06);
    assertThat(reports.get(599).units()).isEqualTo(64);
  }

  @Test
  void eightMicroBatchesOfOneAgreeWithOneOfEight() {
    List<StepReport> split = train(30, 8, 1, 1e-3);
    List<StepReport> whole = train(30, 8, 8, 1e-3);
    for (int i = 0; i < 30; i++) {
      assertThat(split.get(i).loss())
          .isCloseTo(whole.get(i).loss(), within(1e-6 * whole.get(i).loss()));
    }
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    assertThat(train(20, 24, 4, 1e-2)).isEqualTo(train(20, 24, 4, 1e-2));
  }

  /** Vertical against horizontal bars in 8 × 8 images: a convolution, a pool and a linear layer. */
  @Test
  void aConvolutionalNetLearnsBars() {
    CounterRandom random = CounterRandom.of(2, "conv", 0);
    Objective<Integer> objective =
        new Objective<>() {
          @Override
          public List<String> metrics() {
            return List.of("accuracy");
          }

          @Override
          public LossSum loss(Map<String, Tensor> parameters, Integer first) {
            int n = 16;
            float[] pixels = new float[n * 64];
            long[] labels = new long[n];
            for (int i = 0; i < n; i++) {
              CounterRandom image = CounterRandom.of(2, "image", first + i);
              labels[i] = image.nextInt(2);
              int at = image.nextInt(8);
              for (int p = 0; p < 64; p++) {
                boolean on = labels[i] == 0 ? p % 8 == at : p / 8 == at;
                pixels[i * 64 + p] = (float) ((on ? 1 : 0) + .2 * image.nextGaussian());
              }
            }
            Tensor seen =
                torch.conv2d(Tensor.create(pixels, n, 1, 8, 8), parameters.get("kernel")).relu();
            Tensor logits =
                seen.amax(new long[] {2, 3}, false).matmul(parameters.get("out.weight").t());
            Tensor target = Tensor.create(labels, n, 1);
            Tensor loss = logits.log_softmax(1).gather(1, target).neg().sum();
            double right =
                logits
                    .argmax(new org.bytedeco.pytorch.LongOptional(1), true)
                    .eq(target)
                    .sum()
                    .item_double();
            return LossSum.of(loss, n, n, new LossSum.WeightedSum(right, n));
          }
        };
    BatchSource<Integer> source =
        (step, parameters) ->
            new BatchSource.MicroBatches<>() {
              @Override
              public int count() {
                return 2;
              }

              @Override
              public Integer get(int index) {
                return (int) (step * 32 + index * 16L);
              }
            };
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters =
            NamedParameters.copyOf(
                Map.of(
                    "kernel", SineRegressor.normal(random, .3, 4, 1, 3, 3),
                    "out.weight", SineRegressor.normal(random, .3, 2, 4)))) {
      List<StepReport> reports = run(parameters, source, objective, 150, 2e-2);
      assertThat(reports.get(149).metrics().get("accuracy")).isGreaterThan(.9);
      assertThat(reports.get(149).loss()).isLessThan(.3);
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheTraining() {
    Objective<float[][]> broken =
        new Objective<>() {
          @Override
          public List<String> metrics() {
            return List.of();
          }

          @Override
          public LossSum loss(Map<String, Tensor> parameters, float[][] batch) {
            Tensor loss =
                parameters.get("in.bias").sum().mul(new org.bytedeco.pytorch.Scalar(Double.NaN));
            return LossSum.of(loss, 1, 1);
          }
        };
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters = SineRegressor.parameters()) {
      assertThatThrownBy(() -> run(parameters, SineRegressor.source(8, 8), broken, 1, 1e-3))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("step 1 has loss NaN");
    }
  }

  @Test
  void gradientsAccumulateInTheFlatBuffer() {
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters =
            NamedParameters.copyOf(Map.of("w", Tensor.create(new float[] {2, 3})))) {
      parameters.tensors().get("w").pow(new org.bytedeco.pytorch.Scalar(2)).sum().backward();
      float[] gradient = new float[2];
      parameters.gradient().data_ptr_float().get(gradient);
      assertThat(gradient).containsExactly(4, 6);
    }
  }

  private static List<StepReport> train(int steps, int batch, int microBatch, double rate) {
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters = SineRegressor.parameters()) {
      return run(
          parameters, SineRegressor.source(batch, microBatch), new SineRegressor(), steps, rate);
    }
  }

  private static <B> List<StepReport> run(
      NamedParameters parameters,
      BatchSource<B> source,
      Objective<B> objective,
      int steps,
      double rate) {
    List<StepReport> reports = new ArrayList<>();
    try (AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        OneWorker exchange = new OneWorker();
        Lanes lanes = new Lanes(2);
        Trainer<B> trainer =
            new Trainer<>(
                parameters,
                source,
                objective,
                optimizer,
                LearningRateSchedule.constant(rate),
                1,
                OuterLoop.NONE,
                exchange,
                lanes,
                0)) {
      for (int i = 0; i < steps; i++) {
        reports.add(trainer.next());
      }
    }
    return reports;
  }
}
