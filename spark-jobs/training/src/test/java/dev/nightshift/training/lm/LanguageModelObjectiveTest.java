package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageModelObjectiveTest {

  @TempDir Path folder;

  private final ModelConfig config = TinyLlama.config();

  /** Fresh weights with small deviation are close to uniform over the vocabulary. */
  @Test
  void anUntrainedModelIsCloseToUniform() throws IOException {
    try (SequenceFile file = sequences(8);
        PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1)) {
      LossSum loss = lossOf(file, weights, List.of(List.of(new Piece(0, 0, file.length(0)))));
      assertThat(loss.value() / loss.units()).isCloseTo(Math.log(64), within(.5));
    }
  }

  @Test
  void packingChangesNothingButTheBits() throws IOException {
    try (SequenceFile file = sequences(8);
        PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1)) {
      List<List<Piece>> apart = new ArrayList<>();
      List<Piece> together = new ArrayList<>();
      for (int s = 0; s < 4; s++) {
        Piece piece = new Piece(s, 0, file.length(s));
        apart.add(List.of(piece));
        together.add(piece);
      }
      LossSum one = lossOf(file, weights, List.of(together));
      LossSum four = lossOf(file, weights, apart);
      assertThat(one.units()).isEqualTo(four.units());
      double expected = four.value();
      assertThat(one.value()).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  /** A document that sees its neighbour would have another loss: the test above can tell. */
  @Test
  void aCausalMaskAloneWouldLeakAcrossDocuments() throws IOException {
    try (SequenceFile file = sequences(8);
        PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1)) {
      int[] joined = new int[file.length(0) + file.length(1)];
      System.arraycopy(file.ids(0), 0, joined, 0, file.length(0));
      System.arraycopy(file.ids(1), 0, joined, file.length(0), file.length(1));
      LanguageModelObjective objective = new LanguageModelObjective(config);
      double leaked =
          objective
              .loss(weights.asMap(), TokenBatch.of(List.of(joined), file.length(0) + 1, 0))
              .value();
      double alone =
          lossOf(file, weights, List.of(List.of(new Piece(1, 0, file.length(1))))).value();
      assertThat(Math.abs(leaked - alone)).isGreaterThan(1e-3);
    }
  }

  @Test
  void oneBatchIsLearntByHeart() throws IOException {
    try (SequenceFile file = sequences(8)) {
      List<StepReport> reports = train(file, Layout.PACKED, 100, 8, 8);
      assertThat(reports.get(99).loss()).isLessThan(.15);
      assertThat(reports.get(99).metrics().get("token-accuracy")).isGreaterThan(.97);
    }
  }

  @Test
  void accumulationAgreesWithOneBatch() throws IOException {
    try (SequenceFile file = sequences(32)) {
      List<StepReport> whole = train(file, Layout.PADDED, 10, 8, 8);
      List<StepReport> split = train(file, Layout.PADDED, 10, 8, 1);
      for (int i = 0; i < 10; i++) {
        double expected = whole.get(i).loss();
        assertThat(split.get(i).loss()).isCloseTo(expected, within(1e-6 * expected));
        assertThat(split.get(i).units()).isEqualTo(whole.get(i).units());
      }
    }
  }

  private LossSum lossOf(SequenceFile file, NamedTensors weights, List<List<Piece>> rows) {
    return new LanguageModelObjective(config).loss(weights.asMap(), TokenBatch.of(file, rows, 0));
  }

  private List<StepReport> train(
      SequenceFile file, Layout layout, int steps, int batch, int microBatch) {
    List<StepReport> reports = new ArrayList<>();
    try (NamedTensors weights = Decoder.initialize(config, 1);
        NamedParameters parameters = NamedParameters.copyOf(weights.asMap());
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        Lanes lanes = new Lanes(2);
        Trainer<TokenBatch> trainer =
            new Trainer<>(
                parameters,
                new RowSource(file, 1, 32, layout, batch, microBatch, 0),
                new LanguageModelObjective(config),
                optimizer,
                LearningRateSchedule.constant(1e-2),
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

  private SequenceFile sequences(int count) throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      for (int s = 0; s < count; s++) {
        CounterRandom random = CounterRandom.of(1, "sequence", s);
        int[] ids = new int[5 + random.nextInt(8)];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = 3 + random.nextInt(61);
        }
        writer.add(ids, 1 + random.nextInt(3));
      }
      writer.finish();
    }
    return SequenceFile.open(folder.resolve("data"));
  }
}
