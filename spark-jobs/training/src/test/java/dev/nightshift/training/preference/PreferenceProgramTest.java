package dev.nightshift.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.preference.SmallPairs.Kind;
import dev.nightshift.training.preference.loss.LossNames;
import dev.nightshift.training.preference.loss.LossSettings;
import dev.nightshift.training.preference.loss.PreferenceLoss;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings of a tiny decoder by direct losses, without Spark. */
class PreferenceProgramTest {

  private static final int BATCH = 6;
  private static final int STEPS = 6;

  @TempDir Path folder;

  /** Policy and reference are one: margins of 0, and −ln σ(0) = ln 2. */
  @Test
  void theFirstStepOfDpoIsLn2() throws IOException {
    Path pairs = SmallPairs.write(folder.resolve("pairs"), Kind.PAIRS, 20);
    CheckpointStore store = SmallPairs.store(folder, "dpo");
    alone(program("sigmoid", pairs, 2), store, Segment.chain(STEPS, STEPS, 0));
    Map<String, Double> first = values(store.report(STEPS), 1);
    assertThat(first.get("train/loss")).isCloseTo(Math.log(2), within(1e-6));
    assertThat(first.get("train/rewards/margins")).isCloseTo(0, within(1e-5));
    assertThat(first.get("train/units")).isEqualTo(6);
    Map<String, Double> last = values(store.report(STEPS), STEPS);
    assertThat(last.get("train/loss")).isLessThan(.6);
    assertThat(last.get("train/rewards/margins")).isPositive();
    Map<String, Double> heldOut = values(store.report(STEPS), STEPS);
    assertThat(heldOut.get("held-out/rewards/accuracies")).isGreaterThan(.8);
  }

  /**
   * Steps of 6 as 6 micro-batches of 1 and as 1 of 6 agree, also for KTO and BCO, whose statistics
   * are those of the step. The first step's loss and gradient norm are compared: rounding grows
   * over later ones.
   */
  @ParameterizedTest
  @CsvSource({
    "sigmoid,PAIRS",
    "kto,LABELLED",
    "kto,PAIRS",
    "bco,LABELLED",
    "orpo,PAIRS",
    "'sigmoid:1,kto:.5,sft:.1',PAIRS"
  })
  void accumulationChangesNothing(String loss, Kind kind) throws IOException {
    Path examples = SmallPairs.write(folder.resolve("examples"), kind, 20);
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int microBatch : new int[] {1, 4, 6}) {
      CheckpointStore store = SmallPairs.store(folder, "micro-" + microBatch);
      alone(program(loss, examples, microBatch), store, Segment.chain(2, 2, 0));
      Map<String, Double> both = new TreeMap<>(values(store.report(2), 1));
      values(store.report(2), 2).forEach((name, value) -> both.put("second/" + name, value));
      runs.add(both);
    }
    for (Map<String, Double> run : runs.subList(1, runs.size())) {
      for (String name : List.of("train/loss", "train/gradient-norm", "second/train/loss")) {
        double expected = Objects.requireNonNull(runs.get(0).get(name));
        assertThat(Objects.requireNonNull(run.get(name)))
            .as(loss + " " + name)
            .isCloseTo(expected, within(1e-5 * Math.abs(expected) + 1e-7));
      }
      double expected = Objects.requireNonNull(runs.get(0).get("train/loss"));
      assertThat(Objects.requireNonNull(run.get("train/loss")))
          .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
    }
  }

  /** Three micro-batches over one to three workers, and over two that divide everything. */
  @ParameterizedTest
  @CsvSource({"sigmoid,PAIRS", "kto,LABELLED", "orpo,PAIRS", "'kto:1,bco:1',LABELLED"})
  void neitherWorkersNorAKillChangeABit(String loss, Kind kind) throws Exception {
    Path examples = SmallPairs.write(folder.resolve("examples"), kind, 20);
    PreferenceProgram program = program(loss, examples, 2);
    CheckpointStore whole = SmallPairs.store(folder, "whole");
    alone(program, whole, Segment.chain(STEPS, STEPS, 0));
    CheckpointStore pieces = SmallPairs.store(folder, "pieces");
    alone(program, pieces, Segment.chain(STEPS, 4, 0));
    assertSame(whole, pieces);
    for (int workers = 2; workers <= 3; workers++) {
      CheckpointStore store = SmallPairs.store(folder, "workers-" + workers);
      together(program, store, workers, workers == 3 ? ZeroStage.OPTIMIZER : ZeroStage.REPLICATED);
      assertSame(whole, store);
    }
    CheckpointStore divided = SmallPairs.store(folder, "divided");
    together(program, divided, 2, ZeroStage.PARAMETERS);
    assertSame(whole, divided);
  }

  /** The estimate is that of the whole step: the mean of r(y′) over its examples, at least 0. */
  @Test
  void ktoTellsTheKlOfTheStep() throws IOException {
    Path examples = SmallPairs.write(folder.resolve("examples"), Kind.LABELLED, 20);
    CheckpointStore store = SmallPairs.store(folder, "kto");
    alone(program("kto", examples, 2), store, Segment.chain(STEPS, STEPS, 0));
    assertThat(values(store.report(STEPS), 1).get("train/kl")).isBetween(0.0, 1e-5);
    // One side of 1 − σ(0) for each answer at the first step; units are answers.
    assertThat(values(store.report(STEPS), 1).get("train/loss")).isCloseTo(.5, within(1e-6));
    assertThat(values(store.report(STEPS), 1).get("train/units")).isEqualTo(6);
    assertThat(values(store.report(STEPS), 1)).doesNotContainKey("train/rewards/margins");
    double kl = 0;
    for (int step = 2; step <= STEPS; step++) {
      kl = Math.max(kl, values(store.report(STEPS), step).get("train/kl"));
    }
    assertThat(kl).isPositive();
  }

  /** Of a pair both answers are units: twice as many, each with half of ln 4 at the first step. */
  @Test
  void bcoOnPairsCountsAnswers() throws IOException {
    Path pairs = SmallPairs.write(folder.resolve("pairs"), Kind.PAIRS, 20);
    CheckpointStore store = SmallPairs.store(folder, "bco");
    alone(program("bco", pairs, 4), store, Segment.chain(STEPS, STEPS, 0));
    Map<String, Double> first = values(store.report(STEPS), 1);
    assertThat(first.get("train/units")).isEqualTo(12);
    assertThat(first.get("train/loss")).isCloseTo(Math.log(2), within(1e-6));
    assertThat(first.get("train/delta")).isCloseTo(0, within(1e-6));
    assertThat(values(store.report(STEPS), STEPS)).containsKey("held-out/rewards/margins");
  }

  /** Every loss learns its pairs by heart: its value falls. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sigmoid",
        "cdpo",
        "robust",
        "hinge",
        "ipo",
        "ipo-mean",
        "kto",
        "orpo",
        "simpo",
        "cpo",
        "bco",
        "sppo",
        "apo-zero",
        "apo-down",
        "sft",
        "sigmoid:1,ipo:.02"
      })
  void everyLossFalls(String loss) throws IOException {
    Path pairs = SmallPairs.write(folder.resolve("pairs"), Kind.PAIRS, BATCH);
    CheckpointStore store = SmallPairs.store(folder, "falls");
    alone(program(loss, pairs, 6), store, Segment.chain(STEPS, STEPS, 0));
    Map<String, Double> first = values(store.report(STEPS), 1);
    Map<String, Double> last = values(store.report(STEPS), STEPS);
    assertThat(last.get("train/loss")).as(loss).isLessThan(first.get("train/loss"));
    assertThat(first.get("train/gradient-norm")).isPositive();
  }

  private PreferenceProgram program(String loss, Path data, int microBatch) throws IOException {
    PreferenceLoss parsed = LossNames.parse(loss, LossSettings.DEFAULT, new Faults());
    assertThat(parsed).isNotNull();
    return new PreferenceProgram(
        new TrainingSettings(
            3,
            BATCH,
            microBatch,
            24,
            LearningRateSchedule.constant(1e-3),
            AdamWSettings.DEFAULT,
            1),
        DecoderSettings.DEFAULT,
        parsed,
        data.toString(),
        data.toString(),
        0);
  }

  private void alone(PreferenceProgram program, CheckpointStore store, List<Segment> chain)
      throws IOException {
    for (Segment segment : chain) {
      try (OneWorker exchange = new OneWorker()) {
        run(program, store, segment, exchange);
      }
    }
  }

  private void together(
      PreferenceProgram program, CheckpointStore store, int workers, ZeroStage zero)
      throws Exception {
    for (Segment segment : Segment.chain(STEPS, STEPS, 0)) {
      TestWorkers.together(
          workers,
          zero,
          exchange -> {
            run(program, store, segment, exchange);
            return exchange.rank();
          });
    }
  }

  private void run(
      PreferenceProgram program, CheckpointStore store, Segment segment, GradientExchange exchange)
      throws IOException {
    try (Lanes lanes = new Lanes(1)) {
      Path live = folder.resolve("live-" + exchange.rank() + ".jsonl");
      SegmentWork.run(program, store, segment, live, new Worker(exchange, lanes));
    }
  }

  private static void assertSame(CheckpointStore expected, CheckpointStore seen)
      throws IOException {
    for (String file :
        List.of("model.safetensors", "training/optimizer.safetensors", "training/state.json")) {
      assertThat(
              Files.mismatch(
                  expected.folder(STEPS).resolve(file), seen.folder(STEPS).resolve(file)))
          .as(seen.folder(STEPS) + " " + file)
          .isEqualTo(-1);
    }
    assertThat(values(seen.report(STEPS), STEPS)).isEqualTo(values(expected.report(STEPS), STEPS));
  }

  private static Map<String, Double> values(SegmentReport report, long step) {
    Map<String, Double> values = new TreeMap<>();
    for (SegmentReport.Value value : report.values()) {
      if (value.step() == step) {
        values.put(value.name(), value.value());
      }
    }
    return values;
  }
}
