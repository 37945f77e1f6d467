package dev.nightshift.training.lm;

import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumSession;
import dev.nightshift.training.curriculum.CurriculumSource;
import dev.nightshift.training.curriculum.ExampleLosses;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSession;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.Lanes;
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
 * @param tuning how the decoder is trained
 * @param balance weight of the balance of a mixture's experts
 * @param layout how sequences come into rows
 * @param data folder of the training sequences
 * @param validation folder of the held-out sequences, if there are any
 * @param validationBytes UTF-8 bytes of the held-out texts, for bits per byte; 0 for none
 * @param padding the token that fills rows
 * @param curriculum the order of the training sequences; null for a random one in each epoch
 */
public record LanguageModelProgram(
    TrainingSettings settings,
    DecoderSettings tuning,
    double balance,
    Layout layout,
    String data,
    @Nullable String validation,
    long validationBytes,
    int padding,
    @Nullable CurriculumPlan curriculum)
    implements TrainingProgram {

  /** A training whose epochs go through the sequences in random orders. */
  public LanguageModelProgram(
      TrainingSettings settings,
      DecoderSettings tuning,
      double balance,
      Layout layout,
      String data,
      @Nullable String validation,
      long validationBytes,
      int padding) {
    this(settings, tuning, balance, layout, data, validation, validationBytes, padding, null);
  }

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    List<Closeable> resources = new ArrayList<>();
    SequenceFile file = SequenceFile.open(Path.of(data));
    resources.add(file);
    SequenceFile heldOut = validation == null ? null : SequenceFile.open(Path.of(validation));
    if (heldOut != null) {
      resources.add(heldOut);
    }
    TrainedDecoder decoder = new TrainedDecoder(WorkingModel.config(checkpoint), tuning);
    LanguageModelObjective objective = new LanguageModelObjective(decoder, balance);
    CurriculumSource<TokenBatch> ordered =
        curriculum == null ? null : ordered(curriculum, file, objective, worker);
    DecoderSession.Method<TokenBatch> method =
        new DecoderSession.Method<>(
            ordered == null ? source(file) : ordered,
            objective,
            ordered == null ? List.of() : List.of(ordered.teacher()),
            (parameters, own) ->
                heldOut == null
                    ? Evaluation.NONE
                    : Evaluation.of(
                        measure(objective, decoder.config().vocabSize(), parameters, heldOut, own)),
            resources);
    TrainingSession session = DecoderSession.open(checkpoint, settings, tuning, method, worker);
    return ordered == null ? session : new CurriculumSession(session, ordered);
  }

  private CurriculumSource<TokenBatch> ordered(
      CurriculumPlan plan, SequenceFile file, LanguageModelObjective objective, Worker worker)
      throws IOException {
    CurriculumRows rows =
        new CurriculumRows(
            file,
            settings.maxLength(),
            layout,
            settings.batchSize(),
            settings.microBatchSize(),
            padding);
    return plan.source(settings, file.count(), rows, new ExampleLosses<>(objective, rows, worker));
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
   * validation/bits-per-byte}: (nats of all targets / ln 2 + f log2 V) / bytes of the texts, where
   * f counts the first tokens of texts, which nothing predicts and which are charged as if all V
   * tokens were as likely.
   *
   * <p>A sequence longer than a row is read in windows that overlap by one token, so that each of
   * its tokens is predicted once, from those of its window.
   */
  private Map<String, Double> measure(
      LanguageModelObjective objective,
      int vocabulary,
      Map<String, Tensor> parameters,
      SequenceFile heldOut,
      Lanes lanes) {
    List<List<Piece>> rows = new ArrayList<>();
    int width = settings.maxLength();
    long unpredicted = 0;
    for (int s = 0; s < heldOut.count(); s++) {
      int last = heldOut.length(s) - 1;
      unpredicted += heldOut.firstTarget(s) == 1 ? 1 : 0;
      for (int from = 0; from < last; from += width - 1) {
        int length = Math.min(width, heldOut.length(s) - from);
        if (heldOut.firstTarget(s) < from + length) {
          rows.add(List.of(new Piece(s, from, length)));
        }
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
                    padding),
            lanes);
    Map<String, Double> values = new LinkedHashMap<>();
    measured.forEach((name, value) -> values.put("validation/" + name, value));
    Double loss = measured.get("loss");
    Double units = measured.get("units");
    if (loss != null && units != null && validationBytes > 0) {
      double nats = loss * units + unpredicted * Math.log(vocabulary);
      values.put("validation/bits-per-byte", nats / Math.log(2) / validationBytes);
    }
    return values;
  }
}
