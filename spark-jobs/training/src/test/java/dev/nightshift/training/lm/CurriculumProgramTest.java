package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Candidate;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.reduction.TestWorkers;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentWork;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings of a tiny decoder under curricula, without Spark. */
class CurriculumProgramTest {

  private static final int STEPS = SmallCurriculum.STEPS;
  private static final int BATCH = SmallCurriculum.BATCH;
  private static final int COUNT = SmallCurriculum.COUNT;

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
        List<Consumed> consumed = SmallCurriculum.consumed(store);
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
      CurriculumRows rows = new CurriculumRows(file, 16, Layout.PADDED, 4, 2, 0);
      int[] given = {5, 0, 9, 3};
      int[] at = new int[1];
      var filled = rows.fill(1, Map.of(), () -> Candidate.whole(given[at[0]++ % 4]));
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

  /**
   * Rows of 16. Of 33 tokens the pieces from 0 and 16 have a target, the last one has a single
   * token. Where the answer begins at token 20, only the piece from 16 has one. 17 tokens leave one
   * piece, however often it is drawn; an answer behind the last token leaves none.
   */
  @Test
  void onlyPiecesWithATargetAreDrawn() throws IOException {
    Path data = folder.resolve("long");
    try (SequenceWriter writer = new SequenceWriter(data)) {
      writer.add(new int[33], 1);
      writer.add(new int[33], 20);
      writer.add(new int[17], 1);
      writer.add(new int[17], 16);
      writer.finish();
    }
    try (SequenceFile file = SequenceFile.open(data)) {
      CurriculumRows packed = new CurriculumRows(file, 16, Layout.PACKED, 4, 2, 0);
      CounterRandom random = CounterRandom.of(1, "pieces", 1);
      Set<Integer> seen = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        seen.add(packed.candidate(0, random).orElseThrow().from());
        assertThat(packed.candidate(1, random)).contains(new Candidate(1, 16));
        assertThat(packed.candidate(2, random)).contains(new Candidate(2, 0));
        assertThat(packed.candidate(3, random)).isEmpty();
      }
      assertThat(seen).containsExactlyInAnyOrder(0, 16);
      assertThat(packed.single(new Candidate(1, 16)).targetCount()).isEqualTo(12);
      CurriculumRows padded = new CurriculumRows(file, 16, Layout.PADDED, 4, 2, 0);
      assertThat(padded.candidate(0, random)).contains(Candidate.whole(0));
      assertThat(padded.candidate(1, random)).isEmpty();
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
    List<Consumed> expected = SmallCurriculum.consumed(whole);
    CheckpointStore pieces = store("pieces");
    alone(program, pieces, Segment.chain(STEPS, 5, 0));
    assertSame(whole, pieces);
    assertThat(SmallCurriculum.consumed(pieces)).isEqualTo(expected);
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
      assertThat(SmallCurriculum.consumed(store)).isEqualTo(expected);
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

  private LanguageModelProgram program(CurriculumSettings curriculum, Layout layout)
      throws IOException {
    return new SmallCurriculum(folder).program(curriculum, layout);
  }

  private void alone(LanguageModelProgram program, CheckpointStore store, List<Segment> chain)
      throws IOException {
    SmallCurriculum.alone(folder, program, store, chain);
  }

  private CheckpointStore store(String name) throws IOException {
    return new SmallCurriculum(folder).store(name);
  }
}
