package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain of segments that was cut somewhere ends like one that was not. */
class LanguageModelResumeTest {

  private static final int STEPS = 12;

  @TempDir Path folder;

  @Test
  void theLengthOfSegmentsChangesNoBit() throws IOException {
    Run whole = run("whole", STEPS);
    Run pieces = run("pieces", 5);
    assertThat(pieces.weights()).isEqualTo(whole.weights());
    assertThat(pieces.losses()).isEqualTo(whole.losses());
  }

  @Test
  void aRunThatDiedInASegmentStartsItAgainAndEndsTheSame() throws IOException {
    Run whole = run("whole", STEPS);
    CheckpointStore store = store("killed");
    TrainingProgram dying =
        (checkpoint, worker) -> new Dying(program().open(checkpoint, worker), 8);
    List<Segment> chain = Segment.chain(STEPS, 5, 0);
    assertThatThrownBy(() -> run(dying, store, chain)).hasMessage("killed before step 8");
    assertThat(store.steps()).containsExactly(0L, 5L);
    // What a killed writer leaves behind must not be taken for a checkpoint.
    Files.createDirectories(
        store.folder(10).resolveSibling(store.folder(10).getFileName() + ".part"));
    run(program(), store, chain.stream().filter(s -> s.to() > 5).toList());
    assertThat(weights(store)).isEqualTo(whole.weights());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theNumberOfCoresChangesNoBit(int lanes) throws IOException {
    CheckpointStore store = store("lanes");
    run(program(), store, Segment.chain(STEPS, STEPS, 0), lanes);
    assertThat(weights(store)).isEqualTo(run("two-lanes", STEPS).weights());
  }

  @Test
  void losingTheMomentsWouldShow() throws IOException {
    Run whole = run("whole", STEPS);
    CheckpointStore store = store("lossy");
    List<Segment> chain = Segment.chain(STEPS, 5, 0);
    run(program(), store, chain.subList(0, 2));
    Files.delete(store.folder(5).resolve("training/optimizer.safetensors"));
    run(program(), store, chain.subList(2, chain.size()));
    assertThat(weights(store)).isNotEqualTo(whole.weights());
  }

  @Test
  void heldOutDataIsMeasuredBeforeAndAfter() throws IOException {
    CheckpointStore store = store("measured");
    run(program(), store, Segment.chain(STEPS, 5, 0));
    double before = value(store.report(0), "validation/loss");
    double after = value(store.report(STEPS), "validation/loss");
    assertThat(before).isGreaterThan(3);
    assertThat(after).isLessThan(before);
    double bits = value(store.report(STEPS), "validation/bits-per-byte");
    double units = value(store.report(STEPS), "validation/units");
    // The first token of each of the 6 texts is charged log2 64 = 6 bits.
    assertThat(bits).isCloseTo((after * units / Math.log(2) + 36) / 500, within(1e-12));
  }

  private record Run(Map<String, byte[]> files, List<Double> losses) {
    byte[] weights() {
      return files.get("model.safetensors");
    }
  }

  private Run run(String name, int every) throws IOException {
    CheckpointStore store = store(name);
    List<Segment> chain = Segment.chain(STEPS, every, 0);
    run(program(), store, chain);
    List<Double> losses = new ArrayList<>();
    for (Segment segment : chain) {
      for (SegmentReport.Value value : store.report(segment.to()).values()) {
        if (value.name().equals("train/loss")) {
          losses.add(value.value());
        }
      }
    }
    assertThat(losses).hasSize(STEPS);
    return new Run(Map.of("model.safetensors", weights(store)), losses);
  }

  private void run(TrainingProgram program, CheckpointStore store, List<Segment> chain)
      throws IOException {
    run(program, store, chain, 2);
  }

  private void run(TrainingProgram program, CheckpointStore store, List<Segment> chain, int cores)
      throws IOException {
    for (Segment segment : chain) {
      try (OneWorker exchange = new OneWorker();
          Lanes lanes = new Lanes(cores)) {
        SegmentWork.run(
            program, store, segment, folder.resolve("live.jsonl"), new Worker(exchange, lanes));
      }
    }
  }

  private static byte[] weights(CheckpointStore store) throws IOException {
    return Files.readAllBytes(store.folder(STEPS).resolve("model.safetensors"));
  }

  private static double value(SegmentReport report, String name) {
    return report.values().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private LanguageModelProgram program() {
    TrainingSettings settings =
        new TrainingSettings(
            3,
            6,
            2,
            16,
            new LearningRateSchedule(Shape.COSINE, 1e-2, 3, STEPS, 0, .1),
            AdamWSettings.DEFAULT,
            1);
    return new LanguageModelProgram(
        settings,
        DecoderSettings.DEFAULT,
        0,
        Layout.PACKED,
        folder.resolve("data").toString(),
        folder.resolve("validation").toString(),
        500,
        0);
  }

  private CheckpointStore store(String name) throws IOException {
    sequences("data", 20);
    sequences("validation", 6);
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          Path template = Files.createDirectories(folder.resolve("template"));
          Files.writeString(template.resolve("config.json"), TinyLlama.json());
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(TinyLlama.config(), 1)) {
            WorkingModel.write(initial, weights.asMap(), template);
          }
        });
    return store;
  }

  private void sequences(String name, int count) throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve(name))) {
      for (int s = 0; s < count; s++) {
        CounterRandom random = CounterRandom.of(4, name, s);
        int[] ids = new int[4 + random.nextInt(6)];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = 3 + random.nextInt(12);
        }
        writer.add(ids, 1);
      }
      writer.finish();
    }
  }

  /** A session that dies before a step. */
  private record Dying(TrainingSession inner, long step) implements TrainingSession {
    @Override
    public StepReport next() {
      if (inner.step() + 1 == step) {
        throw new IllegalStateException("killed before step " + step);
      }
      return inner.next();
    }

    @Override
    public Evaluation evaluate() {
      return inner.evaluate();
    }

    @Override
    public void save(Path target) throws IOException {
      inner.save(target);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
