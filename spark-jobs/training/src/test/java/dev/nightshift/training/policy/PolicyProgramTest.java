package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.tensor.DType;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.reduction.TestWorkers;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on rollouts, without Spark: two epochs of two mini-batches an iteration. */
class PolicyProgramTest {

  private static final long STEPS = 4;
  private static final DecoderSettings ADAPTED =
      new DecoderSettings(
          DType.F32, "cpu", new DecoderSettings.Adapter(2, 4, List.of("all-linear")), true, 0);

  @TempDir Path folder;

  /**
   * The policy before the first step is the one that the iteration begins with: every ratio is 1,
   * to the last bit; and in the first iteration it is the reference too.
   */
  @ParameterizedTest
  @CsvSource({
    "GAE, SEPARATE, 1, false",
    "GAE, SHARED, .7, false",
    "GRPO, NONE, 1, false",
    "GRPO, NONE, .7, true",
    "GAE, SEPARATE, 1, true",
    "REINFORCE_PP, NONE, 1, false"
  })
  void theRatioIsExactlyOneOnTheFirstMiniBatch(
      Estimator estimator, ValueKind value, double temperature, boolean adapted)
      throws IOException {
    PolicySettings settings = settings(estimator, temperature, 0);
    DecoderSettings tuning = adapted ? ADAPTED : DecoderSettings.DEFAULT;
    CheckpointStore store = store("ratio", value);
    run(store, new Segment(1, 0, STEPS, false), settings, tuning, value, 2);
    run(store, new Segment(2, STEPS, 2 * STEPS, false), settings, tuning, value, 2);
    for (long step : new long[] {1, STEPS + 1}) {
      Map<String, Double> first = values(store, step);
      assertThat(first.get("train/val/ratio")).isEqualTo(1);
      assertThat(first.get("train/val/ratio_var")).isZero();
      assertThat(first.get("train/policy/approxkl")).isZero();
      assertThat(first.get("train/policy/clipfrac")).isZero();
      assertThat(first.get("train/rollouts/length")).isEqualTo(3);
    }
    assertThat(values(store, 1).get("train/objective/kl")).isZero();
    assertThat(values(store, STEPS + 1).get("train/objective/kl")).isNotZero();
    assertThat(values(store, 2).get("train/val/ratio")).isNotEqualTo(1);
    assertThat(values(store, 2)).doesNotContainKey("train/objective/kl");
    assertThat(values(store, 2).containsKey("train/loss/value")).isEqualTo(value != ValueKind.NONE);
  }

  @ParameterizedTest
  @CsvSource({"GAE, SEPARATE", "GAE, SHARED", "GRPO, NONE"})
  void aCutAnywhereChangesNoBit(Estimator estimator, ValueKind value) throws IOException {
    PolicySettings settings = settings(estimator, 1, 0);
    CheckpointStore whole = store("whole", value);
    run(whole, new Segment(1, 0, STEPS, false), settings, DecoderSettings.DEFAULT, value, 1);
    CheckpointStore cut = store("cut", value);
    long[] ends = {0, 1, 3, STEPS};
    for (int i = 1; i < ends.length; i++) {
      Segment segment = new Segment(i, ends[i - 1], ends[i], false);
      run(cut, segment, settings, DecoderSettings.DEFAULT, value, i);
    }
    assertSame(whole.folder(STEPS), cut.folder(STEPS), value);
  }

  @Test
  void anyNumberOfWorkersGivesTheSameCheckpoint() throws Exception {
    PolicySettings settings = settings(Estimator.GAE, 1, 0);
    Segment segment = new Segment(1, 0, STEPS, false);
    CheckpointStore alone = store("alone", ValueKind.SEPARATE);
    run(alone, segment, settings, DecoderSettings.DEFAULT, ValueKind.SEPARATE, 3);
    for (int workers = 2; workers <= 3; workers++) {
      CheckpointStore store = store("workers-" + workers, ValueKind.SEPARATE);
      TestWorkers.together(
          workers,
          workers == 2 ? ZeroStage.REPLICATED : ZeroStage.OPTIMIZER,
          exchange -> {
            run(store, segment, settings, DecoderSettings.DEFAULT, ValueKind.SEPARATE, exchange, 1);
            return exchange.rank();
          });
      assertSame(alone.folder(STEPS), store.folder(STEPS), ValueKind.SEPARATE);
    }
  }

  /** The second step measures what the first one did, and that is too much. */
  @Test
  void anIterationEndsEarlyWhereThePolicyHasMovedTooFar() throws IOException {
    PolicySettings settings = settings(Estimator.GRPO, 1, 1e-9);
    CheckpointStore store = store("stopped", ValueKind.NONE);
    for (int i = 0; i < 2; i++) {
      Segment segment = new Segment(i + 1, i * STEPS, (i + 1) * STEPS, false);
      run(store, segment, settings, DecoderSettings.DEFAULT, ValueKind.NONE, 1);
      assertThat(values(store, i * STEPS + 2)).containsKey("train/loss");
      assertThat(values(store, i * STEPS + 3)).isEmpty();
    }
    assertThat(Files.readString(store.folder(2 * STEPS).resolve("training/state.json")))
        .containsPattern("\"step\" : 4");
  }

  /** A cut behind the early end must not take the steps that were left out. */
  @Test
  void anEarlyEndHoldsAcrossACut() throws IOException {
    PolicySettings settings = settings(Estimator.GRPO, 1, 1e-9);
    CheckpointStore whole = store("whole", ValueKind.NONE);
    run(
        whole,
        new Segment(1, 0, STEPS, false),
        settings,
        DecoderSettings.DEFAULT,
        ValueKind.NONE,
        1);
    CheckpointStore cut = store("cut", ValueKind.NONE);
    run(cut, new Segment(1, 0, 3, false), settings, DecoderSettings.DEFAULT, ValueKind.NONE, 1);
    run(cut, new Segment(2, 3, STEPS, false), settings, DecoderSettings.DEFAULT, ValueKind.NONE, 1);
    assertSame(whole.folder(STEPS), cut.folder(STEPS), ValueKind.NONE);
  }

  @Test
  void aValueFunctionGoesWithItsEstimatorOnly() {
    assertThatThrownBy(
            () ->
                program(
                    settings(Estimator.GRPO, 1, 0),
                    DecoderSettings.DEFAULT,
                    ValueKind.SHARED,
                    folder,
                    null))
        .hasMessage("grpo does not go with value SHARED");
  }

  private static void assertSame(Path expected, Path seen, ValueKind value) throws IOException {
    List<String> files =
        List.of(
            "model.safetensors",
            "training/optimizer.safetensors",
            "training/extra.safetensors",
            "training/state.json");
    for (String file : files) {
      assertThat(Files.mismatch(expected.resolve(file), seen.resolve(file)))
          .as(seen.resolve(file).toString())
          .isEqualTo(-1);
    }
    if (value != ValueKind.NONE) {
      String own = "value/model.safetensors";
      assertThat(Files.mismatch(expected.resolve(own), seen.resolve(own))).isEqualTo(-1);
    }
  }

  private static PolicySettings settings(Estimator estimator, double temperature, double targetKl) {
    return PolicySettingsSamples.of(
        estimator,
        estimator.aggregation(),
        estimator.klPlacement(),
        .001,
        temperature,
        2,
        targetKl);
  }

  private static PolicyProgram program(
      PolicySettings settings,
      DecoderSettings tuning,
      ValueKind value,
      Path initial,
      PolicyIteration iteration) {
    TrainingSettings training =
        new TrainingSettings(
            3, 6, 2, 16, LearningRateSchedule.constant(1e-3), AdamWSettings.DEFAULT, 1);
    return new PolicyProgram(training, tuning, settings, value, initial.toString(), iteration, 0);
  }

  private void run(
      CheckpointStore store,
      Segment segment,
      PolicySettings settings,
      DecoderSettings tuning,
      ValueKind value,
      int lanes)
      throws IOException {
    try (OneWorker alone = new OneWorker()) {
      run(store, segment, settings, tuning, value, alone, lanes);
    }
  }

  private void run(
      CheckpointStore store,
      Segment segment,
      PolicySettings settings,
      DecoderSettings tuning,
      ValueKind value,
      GradientExchange exchange,
      int count)
      throws IOException {
    long number = segment.from() / STEPS;
    PolicyIteration iteration =
        RolloutSamples.iteration(folder.resolve("data-" + number), number, STEPS);
    try (Lanes lanes = new Lanes(count)) {
      SegmentWork.run(
          program(settings, tuning, value, store.initial(), iteration),
          store,
          segment,
          folder.resolve("live.jsonl"),
          new Worker(exchange, lanes));
    }
  }

  /** The values that were measured at a step. */
  private static Map<String, Double> values(CheckpointStore store, long step) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    for (long checkpoint : store.steps()) {
      if (checkpoint > 0) {
        for (SegmentReport.Value value : store.report(checkpoint).values()) {
          if (value.step() == step) {
            values.put(value.name(), value.value());
          }
        }
      }
    }
    return values;
  }

  private CheckpointStore store(String name, ValueKind value) throws IOException {
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    RolloutSamples.writeInitial(store.initial(), value);
    RolloutSamples.writeInitial(store.folder(0), value);
    for (int number = 0; number < 2; number++) {
      if (!Files.exists(folder.resolve("data-" + number))) {
        RolloutSamples.writeSequences(folder.resolve("data-" + number), number);
      }
    }
    return store;
  }
}
