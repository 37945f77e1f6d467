package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSession;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.Measurement;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Training on pairs. The reference is the model that the training starts from; its
 * log-probabilities are computed before the first step and kept with every checkpoint.
 *
 * @param settings what all methods share
 * @param tuning how the decoder is trained
 * @param loss the loss of a pair
 * @param data folder of the training sequences, two a pair
 * @param heldOut folder of the held-out sequences, if there are any
 * @param padding the token that fills rows
 */
public record PreferenceProgram(
    TrainingSettings settings,
    DecoderSettings tuning,
    PreferenceLoss loss,
    String data,
    @Nullable String heldOut,
    int padding)
    implements TrainingProgram {

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    TrainedDecoder decoder = new TrainedDecoder(WorkingModel.config(checkpoint), tuning);
    List<Closeable> resources = new ArrayList<>();
    SequenceFile file = SequenceFile.open(Path.of(data));
    resources.add(file);
    SequenceFile other = heldOut == null ? null : SequenceFile.open(Path.of(heldOut));
    if (other != null) {
      resources.add(other);
    }
    ReferenceLogProbs reference = new ReferenceLogProbs("reference");
    ReferenceLogProbs otherReference = new ReferenceLogProbs("held-out-reference");
    PairSource pairs =
        new PairSource(
            file,
            reference,
            settings.seed(),
            settings.batchSize(),
            settings.microBatchSize(),
            padding);
    PreferenceObjective objective = new PreferenceObjective(decoder, loss);
    BatchSource<PairBatch> source =
        (step, parameters) -> {
          prepare(decoder, parameters, file, reference, worker.lanes());
          return pairs.batch(step, parameters);
        };
    DecoderSession.Method<PairBatch> method =
        new DecoderSession.Method<>(
            source,
            objective,
            other == null ? List.of(reference) : List.of(reference, otherReference),
            (parameters, own) -> {
              prepare(decoder, parameters, file, reference, own);
              if (other == null) {
                return Map.of();
              }
              prepare(decoder, parameters, other, otherReference, own);
              return measure(objective, parameters, other, otherReference, own);
            },
            resources);
    return DecoderSession.open(checkpoint, settings, tuning, method, worker);
  }

  /** Computes the reference, unless a checkpoint has brought it. */
  private void prepare(
      TrainedDecoder decoder,
      Map<String, Tensor> parameters,
      SequenceFile file,
      ReferenceLogProbs reference,
      Lanes lanes) {
    if (!reference.isEmpty()) {
      return;
    }
    int pairs = file.count() / 2;
    float[] values = new float[2 * pairs];
    int size = settings.microBatchSize();
    lanes.<float[]>inOrder(
        0,
        (pairs + size - 1) / size,
        batch -> {
          int from = batch * size;
          TokenBatch tokens =
              PairSource.tokens(file, range(from, Math.min(pairs, from + size)), padding);
          return lane -> {
            try (NoGradGuard noGrad = new NoGradGuard()) {
              Tensor states = decoder.states(parameters, tokens).predictors();
              Tensor ofTargets =
                  TargetLogProbs.of(states, decoder.head(parameters), tokens.targets());
              return TensorIo.toFloats(TargetLogProbs.ofSequences(ofTargets, tokens));
            }
          };
        },
        (batch, lane, part) -> System.arraycopy(part, 0, values, 2 * batch * size, part.length));
    reference.set(values);
  }

  /** The loss and the metrics of the objective on held-out pairs. */
  private Map<String, Double> measure(
      PreferenceObjective objective,
      Map<String, Tensor> parameters,
      SequenceFile file,
      ReferenceLogProbs reference,
      Lanes lanes) {
    int pairs = file.count() / 2;
    int size = settings.microBatchSize();
    Map<String, Double> values = new LinkedHashMap<>();
    Measurement.of(
            objective,
            parameters,
            (pairs + size - 1) / size,
            i ->
                PairSource.pairs(
                    file, reference, range(i * size, Math.min(pairs, (i + 1) * size)), padding),
            lanes)
        .forEach((name, value) -> values.put("held-out/" + name, value));
    return values;
  }

  private static int[] range(int from, int to) {
    int[] range = new int[to - from];
    for (int i = 0; i < range.length; i++) {
      range[i] = from + i;
    }
    return range;
  }
}
