package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.curriculum.DifficultyWriter;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings of a tiny decoder under curricula, without Spark. */
class CurriculumProgramTest {

  private static final int STEPS = 12;
  private static final int BATCH = 4;
  private static final int COUNT = 40;

  @TempDir Path folder;

  /** Linear from .1 in 8 steps: step s draws from the easiest ⌈(.1 + .9 (s − 1) / 8) · 40⌉. */
  @Test
  void whatIsConsumedIsWhatThePlanAllows() throws IOException {
    for (Layout layout : Layout.values()) {
      CurriculumSettings settings = CurriculumSettings.of(CurriculumKind.LINEAR, .1, 8);
      for (boolean hardFirst : new boolean[] {false, true}) {
        LanguageModelProgram program = program(hardFirst ? settings.reversed() : settings, layout);
        CheckpointStore store = store("plan-" + layout + hardFirst);
        alone(program, store, Segment.chain(STEPS, 5, 0));
        List<Consumed> consumed = consumed(store);
        for (int step = 1; step <= STEPS; step++) {
          double competence = Math.min(1, .1 + .9 * (step - 1) / 8);
          int allowed = Math.max(BATCH, (int) Math.ceil(competence * COUNT - 1e-9));
          int now = step;
          List<Consumed> own = consumed.stream().filter(row -> row.step() == now).toList();
          assertThat(own.size()).isGreaterThanOrEqualTo(BATCH);
          if (layout == Layout.PADDED) {
            assertThat(own).hasSize(BATCH);
          }
          // The difficulty of example i is 39 − i, so the easiest come last in the file.
          assertThat(own)
              .as("step " + step + ", " + layout)
              .allMatch(
                  row ->
                      hardFirst ? row.difficulty() >= COUNT - allowed : row.difficulty() < allowed)
              .allMatch(row -> row.difficulty() == COUNT - 1 - row.example())
              .allMatch(row -> row.rowKey().equals("row-" + row.example()))
              .allMatch(row -> Math.abs(row.competence() - competence) < 1e-12);
          if (layout == Layout.PADDED) {
            assertThat(own).extracting(Consumed::example).doesNotHaveDuplicates();
          }
        }
        Set<Integer> late = new HashSet<>();
        consumed.stream().filter(row -> row.step() > 8).forEach(row -> late.add(row.example()));
        assertThat(late.size()).isGreaterThan(10);
      }
    }
  }

  /** Micro-batches get the very sequences that the step's list names, in its order. */
  @Test
  void microBatchesHoldWhatIsListed() throws IOException {
    LanguageModelProgram program =
        program(CurriculumSettings.of(CurriculumKind.ROOT, .1, 8), Layout.PADDED);
    try (var file = SequenceFile.open(Path.of(program.data()))) {
      CurriculumRows rows = new CurriculumRows(file, 3, 16, Layout.PADDED, 4, 2, 0);
      int[] given = {5, 0, 9, 3};
      int[] at = new int[1];
      var filled = rows.fill(1, Map.of(), () -> given[at[0]++ % 4]);
      assertThat(filled.examples()).containsExactly(5, 0, 9, 3);
      assertThat(filled.count()).isEqualTo(2);
      List<Long> first = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        TokenBatch batch = filled.batch().apply(i);
        for (int row = 0; row < batch.rows(); row++) {
          first.add(batch.ids()[row * batch.width()]);
        }
      }
      List<Long> expected = new ArrayList<>();
      for (int sequence : given) {
        expected.add((long) file.ids(sequence)[0]);
      }
      assertThat(first).isEqualTo(expected);
    }
  }

  /** A kill and any number of workers change no bit of the model and no line of the order. */
  @ParameterizedTest
  @EnumSource(
      value = CurriculumKind.class,
      names = {"ROOT", "SELF_PACED", "PERFORMANCE", "BANDIT"})
  void neitherWorkersNorAKillChangeTheOrder(CurriculumKind kind) throws Exception {
    CurriculumSettings settings =
        CurriculumSettings.of(kind, .1, 8).with(new Performance("loss", 3.9, 4.5, 1));
    LanguageModelProgram program = program(settings, Layout.PACKED);
    CheckpointStore whole = store("whole");
    alone(program, whole, Segment.chain(STEPS, STEPS, 0));
    List<Consumed> expected = consumed(whole);
    CheckpointStore pieces = store("pieces");
    alone(program, pieces, Segment.chain(STEPS, 5, 0));
    assertSame(whole, pieces);
    assertThat(consumed(pieces)).isEqualTo(expected);
    for (int workers = 2; workers <= 3; workers++) {
      CheckpointStore store = store("workers-" + workers);
      ZeroStage zero = workers == 3 ? ZeroStage.OPTIMIZER : ZeroStage.REPLICATED;
      for (Segment segment : Segment.chain(STEPS, STEPS, 0)) {
        TestWorkers.together(
            workers,
            zero,
            exchange -> {
              try (Lanes lanes = new Lanes(1)) {
                Path live = folder.resolve("live-" + exchange.rank());
                SegmentWork.run(program, store, segment, live, new Worker(exchange, lanes));
              }
              return true;
            });
      }
      assertSame(whole, store);
      assertThat(consumed(store)).isEqualTo(expected);
    }
    if (kind == CurriculumKind.PERFORMANCE) {
      assertThat(expected).anyMatch(row -> row.competence() > .2);
    }
  }

  @Test
  void competenceIsToldWithEachStep() throws IOException {
    CheckpointStore store = store("told");
    alone(
        program(CurriculumSettings.of(CurriculumKind.STEP, .2, 8), Layout.PADDED),
        store,
        Segment.chain(STEPS, STEPS, 0));
    Map<Long, Double> told = new HashMap<>();
    for (SegmentReport.Value value : store.report(STEPS).values()) {
      if (value.name().equals("train/competence")) {
        told.put(value.step(), value.value());
      }
    }
    assertThat(told).hasSize(STEPS).containsEntry(1L, .2).containsEntry(9L, 1.0);
  }

  private static void assertSame(CheckpointStore expected, CheckpointStore seen)
      throws IOException {
    for (String file : List.of("model.safetensors", "training/optimizer.safetensors")) {
      assertThat(
              Files.mismatch(
                  expected.folder(STEPS).resolve(file), seen.folder(STEPS).resolve(file)))
          .as(file)
          .isEqualTo(-1);
    }
  }

  private static List<Consumed> consumed(CheckpointStore store) throws IOException {
    List<Consumed> all = new ArrayList<>();
    for (long step : store.steps()) {
      all.addAll(Consumed.read(store.folder(step).resolve(CheckpointStore.TRAINING)));
    }
    return all;
  }

  private LanguageModelProgram program(CurriculumSettings curriculum, Layout layout)
      throws IOException {
    Path data = folder.resolve("data");
    if (!Files.exists(data)) {
      try (SequenceWriter writer = new SequenceWriter(data);
          DifficultyWriter difficulties = new DifficultyWriter(Difficulties.fileOf(data))) {
        for (int s = 0; s < COUNT; s++) {
          CounterRandom random = CounterRandom.of(4, "sequences", s);
          int[] ids = new int[4 + random.nextInt(20)];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = 3 + random.nextInt(60);
          }
          writer.add(ids, 1);
          difficulties.add("row-" + s, COUNT - 1 - s);
        }
        writer.finish();
        difficulties.finish();
      }
    }
    TrainingSettings settings =
        new TrainingSettings(
            3, BATCH, 1, 16, LearningRateSchedule.constant(1e-2), AdamWSettings.DEFAULT, 1);
    return new LanguageModelProgram(
        settings,
        DecoderSettings.DEFAULT,
        0,
        layout,
        data.toString(),
        null,
        0,
        0,
        new CurriculumPlan(curriculum, Difficulties.fileOf(data).toString()));
  }

  private void alone(LanguageModelProgram program, CheckpointStore store, List<Segment> chain)
      throws IOException {
    for (Segment segment : chain) {
      try (OneWorker exchange = new OneWorker();
          Lanes lanes = new Lanes(2)) {
        SegmentWork.run(
            program, store, segment, folder.resolve("live.jsonl"), new Worker(exchange, lanes));
      }
    }
  }

  private CheckpointStore store(String name) throws IOException {
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    Path template = Files.createDirectories(folder.resolve("template"));
    Files.writeString(template.resolve("config.json"), TinyLlama.json());
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(TinyLlama.config(), 1)) {
            WorkingModel.write(initial, weights.asMap(), template);
          }
        });
    return store;
  }
}
