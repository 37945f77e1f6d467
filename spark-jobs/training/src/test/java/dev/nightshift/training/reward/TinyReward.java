package dev.nightshift.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.ShuffledSource;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.Objective;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A small decoder with a head of labels, and rows of random tokens. */
final class TinyReward {

  private static final double STEP = 4e-3;

  private TinyReward() {}

  static ModelConfig config(Head head) {
    return TinyLlama.config().withHead(head);
  }

  static NamedTensors weights(Head head) {
    return Decoder.initialize(config(head), 1);
  }

  static int[] ids(long seed, int length) {
    CounterRandom random = CounterRandom.of(seed, "ids", length);
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = 3 + random.nextInt(61);
    }
    return ids;
  }

  /** Trains on examples by their numbers. */
  static <B> List<StepReport> train(
      Head head,
      Objective<B> objective,
      int examples,
      Function<int[], B> batchOf,
      int steps,
      int batch,
      int microBatch) {
    List<StepReport> reports = new ArrayList<>();
    try (NamedTensors weights = weights(head);
        NamedParameters parameters = NamedParameters.copyOf(weights.asMap());
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        Lanes lanes = new Lanes(2);
        Trainer<B> trainer =
            new Trainer<>(
                parameters,
                new ShuffledSource<>(examples, 1, batch, microBatch, batchOf),
                objective,
                optimizer,
                LearningRateSchedule.constant(3e-3),
                1,
                OuterLoop.NONE,
                new OneWorker(),
                lanes,
                0)) {
      for (int i = 0; i < steps; i++) {
        reports.add(trainer.next());
      }
    }
    return reports;
  }

  /**
   * Compares the gradient of a weight's element where it is steepest with central differences.
   *
   * @param loss of the weights as they are, without gradients
   * @param weights with their gradients
   */
  static void assertSlope(
      Function<Map<String, Tensor>, Double> loss, Map<String, Tensor> weights, String name) {
    Tensor weight = Objects.requireNonNull(weights.get(name), name);
    double[] slopes = TensorIo.toDoubles(weight.grad());
    int steepest = 0;
    for (int i = 1; i < slopes.length; i++) {
      steepest = Math.abs(slopes[i]) > Math.abs(slopes[steepest]) ? i : steepest;
    }
    Tensor place = weight.detach().view(-1).narrow(0, steepest, 1);
    double value = place.item_double();
    place.fill_(new Scalar(value + STEP));
    double above = loss.apply(weights);
    place.fill_(new Scalar(value - STEP));
    double below = loss.apply(weights);
    place.fill_(new Scalar(value));
    double numeric = (above - below) / (2 * STEP);
    assertThat(Math.abs(numeric)).as(name + " matters").isGreaterThan(.02);
    assertThat(slopes[steepest]).as(name).isCloseTo(numeric, within(.02 * Math.abs(numeric)));
  }
}
