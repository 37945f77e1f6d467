package dev.nightshift.training.lm;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.curriculum.DifficultyWriter;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * Trainings of a tiny decoder on 40 sequences of 4 to 23 tokens, of which sequence i has the
 * difficulty 39 − i.
 */
final class SmallCurriculum {

  static final int STEPS = 12;
  static final int BATCH = 4;
  static final int COUNT = 40;
  static final int LENGTH = 16;
  static final long SEED = 3;

  private final Path folder;

  SmallCurriculum(Path folder) {
    this.folder = folder;
  }

  static List<Consumed> consumed(CheckpointStore store) throws IOException {
    List<Consumed> all = new ArrayList<>();
    for (long step : store.steps()) {
      all.addAll(Consumed.read(store.folder(step).resolve(CheckpointStore.TRAINING)));
    }
    return all;
  }

  LanguageModelProgram program(CurriculumSettings curriculum, Layout layout) throws IOException {
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
            SEED, BATCH, 1, LENGTH, LearningRateSchedule.constant(1e-2), AdamWSettings.DEFAULT, 1);
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

  static void alone(
      Path folder, LanguageModelProgram program, CheckpointStore store, List<Segment> chain)
      throws IOException {
    for (Segment segment : chain) {
      try (OneWorker exchange = new OneWorker();
          Lanes lanes = new Lanes(2)) {
        SegmentWork.run(
            program, store, segment, folder.resolve("live.jsonl"), new Worker(exchange, lanes));
      }
    }
  }

  CheckpointStore store(String name) throws IOException {
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
