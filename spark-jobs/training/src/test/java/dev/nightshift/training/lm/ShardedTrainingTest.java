package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.reduction.TestWorkers;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither the number of workers nor what they share out changes a bit of a checkpoint. */
class ShardedTrainingTest {

  private static final List<String> FILES =
      List.of("model.safetensors", "training/optimizer.safetensors", "training/state.json");

  private static final DecoderSettings NARROW =
      new DecoderSettings(DType.BF16, "cpu", null, false, 0);

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Path template = Files.createDirectories(folder.resolve("template"));
    Files.writeString(template.resolve("config.json"), TinyLlama.wideJson());
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      for (int s = 0; s < 20; s++) {
        CounterRandom random = CounterRandom.of(4, "data", s);
        int[] ids = new int[4 + random.nextInt(6)];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = 3 + random.nextInt(12);
        }
        writer.add(ids, 1);
      }
      writer.finish();
    }
  }

  /** Five micro-batches over one to four workers: some have two, and the tree is not full. */
  @Test
  void anyNumberOfWorkersAndAnyDivisionGivesTheSameCheckpoint() throws Exception {
    CheckpointStore alone = store("alone");
    try (OneWorker exchange = new OneWorker()) {
      train(alone, new Segment(1, 0, 2, false), exchange);
      train(alone, new Segment(2, 2, 4, false), exchange);
    }
    for (ZeroStage zero : ZeroStage.values()) {
      for (int workers = 1; workers <= 4; workers++) {
        CheckpointStore store = store(zero + "-" + workers);
        together(workers, zero, store, new Segment(1, 0, 2, false));
        // The second stretch has another number of workers than the first one.
        together(workers % 4 + 1, zero, store, new Segment(2, 2, 4, false));
        for (long step : new long[] {2, 4}) {
          for (String file : FILES) {
            assertThat(
                    Files.mismatch(
                        alone.folder(step).resolve(file), store.folder(step).resolve(file)))
                .as("%s of step %d, %d workers, %s", file, step, workers, zero)
                .isEqualTo(-1);
          }
        }
      }
    }
  }

  /** Gathered in bfloat16, gradients too; masters, moments and sums stay float32. */
  @Test
  void narrowParametersGiveTheSameCheckpointHoweverTheyAreDivided() throws Exception {
    CheckpointStore alone = store("narrow-alone");
    try (OneWorker exchange = new OneWorker()) {
      train(alone, new Segment(1, 0, 3, false), exchange, NARROW);
    }
    CheckpointStore wide = store("wide-alone");
    try (OneWorker exchange = new OneWorker()) {
      train(wide, new Segment(1, 0, 3, false), exchange, DecoderSettings.DEFAULT);
    }
    String weights = FILES.get(0);
    assertThat(Files.mismatch(alone.folder(3).resolve(weights), wide.folder(3).resolve(weights)))
        .isPositive();
    for (ZeroStage zero : ZeroStage.values()) {
      CheckpointStore store = store("narrow-" + zero);
      TestWorkers.together(
          3,
          zero,
          exchange -> {
            train(store, new Segment(1, 0, 3, false), exchange, NARROW);
            return exchange.rank();
          });
      for (String file : FILES) {
        assertThat(Files.mismatch(alone.folder(3).resolve(file), store.folder(3).resolve(file)))
            .as("%s, %s", file, zero)
            .isEqualTo(-1);
      }
    }
  }

  /** The moments of five blocks over two workers: two blocks and three, of two moments each. */
  @Test
  void momentsAreHeldOnceOverAllWorkers() throws Exception {
    List<Long> replicated = heldMoments(ZeroStage.REPLICATED);
    List<Long> divided = heldMoments(ZeroStage.OPTIMIZER);
    long block = 2L * Float.BYTES * FlatLayout.BLOCK;
    assertThat(replicated).containsExactly(5 * block, 5 * block);
    assertThat(divided).containsExactly(2 * block, 3 * block);
  }

  private static List<Long> heldMoments(ZeroStage zero) throws Exception {
    ModelConfig config = ModelConfig.parse(TinyLlama.wideJson());
    return TestWorkers.together(
        2,
        zero,
        exchange -> {
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(config, 1);
              NamedParameters parameters = NamedParameters.copyOf(weights.asMap());
              AdamW optimizer =
                  new AdamW(
                      parameters,
                      AdamWSettings.DEFAULT,
                      exchange.own(parameters.layout().blocks()))) {
            long bytes = 0;
            for (Tensor moment : optimizer.moments().values()) {
              bytes += moment.nbytes();
            }
            return bytes;
          }
        });
  }

  private void together(int workers, ZeroStage zero, CheckpointStore store, Segment segment)
      throws Exception {
    if (workers == 1) {
      try (OneWorker exchange = new OneWorker()) {
        train(store, segment, exchange);
      }
      return;
    }
    List<Integer> ranks =
        TestWorkers.together(
            workers,
            zero,
            exchange -> {
              train(store, segment, exchange);
              return exchange.rank();
            });
    List<Integer> expected = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      expected.add(rank);
    }
    assertThat(ranks).isEqualTo(expected);
  }

  private void train(CheckpointStore store, Segment segment, GradientExchange exchange)
      throws IOException {
    train(store, segment, exchange, DecoderSettings.DEFAULT);
  }

  private void train(
      CheckpointStore store, Segment segment, GradientExchange exchange, DecoderSettings tuning)
      throws IOException {
    TrainingSettings settings =
        new TrainingSettings(
            3, 5, 1, 16, LearningRateSchedule.constant(1e-2), AdamWSettings.DEFAULT, 1);
    LanguageModelProgram program =
        new LanguageModelProgram(
            settings, tuning, 0, Layout.PADDED, folder.resolve("data").toString(), null, 0, 0);
    try (Lanes lanes = new Lanes(1)) {
      SegmentWork.run(
          program, store, segment, folder.resolve("live.jsonl"), new Worker(exchange, lanes));
    }
  }

  /** Segment 1 starts from {@code step-0}. */
  private CheckpointStore store(String name) throws IOException {
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    CheckpointStore.writeAtomically(
        store.folder(0),
        initial -> {
          ModelConfig config = ModelConfig.parse(TinyLlama.wideJson());
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(config, 1)) {
            WorkingModel.write(initial, weights.asMap(), folder.resolve("template"));
          }
        });
    return store;
  }
}
