package dev.nightshift.training.reward;

import dev.nightshift.training.data.ShuffledSource;
import dev.nightshift.training.decoder.DecoderSession;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.Lanes;
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
 * Training of a process reward model on answers whose steps were judged.
 *
 * @param settings what all methods share; examples are answers
 * @param tuning how the decoder is trained; with an adapter the head is trained whole beside it
 * @param data folder of the training answers
 * @param heldOut folder of the held-out answers, if there are any
 * @param padding the token that fills rows
 * @param bins bins of the calibration error
 */
public record StepProgram(
    TrainingSettings settings,
    DecoderSettings tuning,
    String data,
    @Nullable String heldOut,
    int padding,
    int bins)
    implements TrainingProgram {

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    List<Closeable> resources = new ArrayList<>();
    StepFile answers = StepFile.open(Path.of(data));
    resources.add(answers);
    StepFile other = heldOut == null ? null : StepFile.open(Path.of(heldOut));
    if (other != null) {
      resources.add(other);
    }
    StepObjective objective =
        new StepObjective(new TrainedDecoder(WorkingModel.config(checkpoint), tuning));
    DecoderSession.Method<StepBatch> method =
        new DecoderSession.Method<>(
            new ShuffledSource<>(
                answers.count(),
                settings.seed(),
                settings.batchSize(),
                settings.microBatchSize(),
                some -> answers.batch(some, padding)),
            objective,
            List.of(),
            (parameters, lanes) ->
                other == null
                    ? Evaluation.NONE
                    : Evaluation.of(
                        measure(
                            objective, parameters, other, answers.mostlyRight() ? 1 : 0, lanes)),
            resources);
    return DecoderSession.open(checkpoint, settings, tuning, method, worker);
  }

  private Map<String, Double> measure(
      StepObjective objective,
      Map<String, Tensor> parameters,
      StepFile other,
      int majority,
      Lanes lanes) {
    int size = settings.microBatchSize();
    int steps = Math.toIntExact(other.steps());
    float[] logProbs = new float[2 * steps];
    long[] labels = new long[steps];
    int[] done = new int[1];
    lanes.<Judged>inOrder(
        0,
        ShuffledSource.parts(other.count(), size),
        index -> {
          StepBatch batch = other.batch(ShuffledSource.part(index, other.count(), size), padding);
          return lane -> new Judged(objective.logProbs(parameters, batch), batch.labels());
        },
        (index, lane, part) -> {
          System.arraycopy(part.labels(), 0, labels, done[0], part.labels().length);
          System.arraycopy(part.logProbs(), 0, logProbs, 2 * done[0], part.logProbs().length);
          done[0] += part.labels().length;
        });
    Map<String, Double> values = new LinkedHashMap<>();
    StepMeasures.of(logProbs, labels, majority, bins)
        .forEach((name, value) -> values.put("held-out/" + name, value));
    return values;
  }

  /** What was said of the steps of a micro-batch, and what they are. */
  private record Judged(float[] logProbs, long[] labels) {}
}
