package dev.nightshift.training.lm;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSession;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.trainer.Measurement;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Training of a language model on sequences: pre-training on documents and fine-tuning on answers
 * differ in the first target of each sequence only.
 *
 * @param settings what all methods share
 * @param layout how sequences come into rows
 * @param data folder of the training sequences
 * @param validation folder of the held-out sequences, if there are any
 * @param validationBytes UTF-8 bytes of the held-out texts, for bits per byte; 0 for none
 * @param padding the token that fills rows
 */
public record LanguageModelProgram(
    TrainingSettings settings,
    Layout layout,
    String data,
    @Nullable String validation,
    long validationBytes,
    int padding)
    implements TrainingProgram {

  @Override
  public TrainingSession open(Path checkpoint, GradientExchange exchange) throws IOException {
    ModelConfig config = WorkingModel.config(checkpoint);
    List<Closeable> resources = new ArrayList<>();
    SequenceFile file = SequenceFile.open(Path.of(data));
    resources.add(file);
    SequenceFile heldOut = validation == null ? null : SequenceFile.open(Path.of(validation));
    if (heldOut != null) {
      resources.add(heldOut);
    }
    LanguageModelObjective objective = new LanguageModelObjective(config);
    DecoderSession.Method<TokenBatch> method =
        new DecoderSession.Method<>(
            source(file),
            objective,
            List.of(),
            parameters -> heldOut == null ? Map.of() : measure(objective, parameters, heldOut),
            resources);
    return new DecoderSession<>(checkpoint, settings, method, exchange);
  }

  /** The batches of a file under these settings. */
  public RowSource source(SequenceFile file) {
    return new RowSource(
        file,
        settings.seed(),
        settings.maxLength(),
        layout,
        settings.batchSize(),
        settings.microBatchSize(),
        padding);
  }

  /**
   * {@code validation/loss} in nats per target, {@code validation/token-accuracy}, and {@code
   * validation/bits-per-byte}: nats of all targets / (ln 2 · bytes), where the bytes are those of
   * the texts times the share of their tokens that were targets.
   */
  private Map<String, Double> measure(
      LanguageModelObjective objective, Map<String, Tensor> parameters, SequenceFile heldOut) {
    List<List<Piece>> rows = new ArrayList<>();
    long possible = 0;
    for (int s = 0; s < heldOut.count(); s++) {
      int length = Math.min(heldOut.length(s), settings.maxLength());
      possible += Math.max(0, heldOut.length(s) - heldOut.firstTarget(s));
      if (length > heldOut.firstTarget(s)) {
        rows.add(List.of(new Piece(s, 0, length)));
      }
    }
    int size = settings.microBatchSize();
    Map<String, Double> measured =
        Measurement.of(
            objective,
            parameters,
            (rows.size() + size - 1) / size,
            i ->
                TokenBatch.of(
                    heldOut,
                    rows.subList(i * size, Math.min(rows.size(), (i + 1) * size)),
                    padding));
    Map<String, Double> values = new LinkedHashMap<>();
    measured.forEach((name, value) -> values.put("validation/" + name, value));
    Double loss = measured.get("loss");
    Double units = measured.get("units");
    if (loss != null && units != null && validationBytes > 0) {
      double bytes = validationBytes * (units / possible);
      values.put("validation/bits-per-byte", loss * units / (Math.log(2) * bytes));
    }
    return values;
  }
}
