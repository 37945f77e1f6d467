package dev.nightshift.training.reward;

import dev.nightshift.inference.tensor.TensorIo;
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
import dev.nightshift.training.trainer.Evaluation.Example;
import dev.nightshift.training.trainer.Lanes;
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
 * Training of a reward model on pairs of answers.
 *
 * @param settings what all methods share
 * @param tuning how the decoder is trained; with an adapter the head is trained whole beside it
 * @param loss the loss of a pair
 * @param data folder of the training pairs
 * @param heldOut folder of the held-out pairs, if there are any
 * @param padding the token that fills rows
 * @param bins bins of the calibration error
 * @param buckets buckets by the difference of lengths
 */
public record RewardProgram(
    TrainingSettings settings,
    DecoderSettings tuning,
    BradleyTerryLoss loss,
    String data,
    @Nullable String heldOut,
    int padding,
    int bins,
    int buckets)
    implements TrainingProgram {

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    List<Closeable> resources = new ArrayList<>();
    RewardPairs pairs = RewardPairs.open(Path.of(data));
    resources.add(pairs);
    RewardPairs other = heldOut == null ? null : RewardPairs.open(Path.of(heldOut));
    if (other != null) {
      resources.add(other);
    }
    TrainedDecoder decoder = new TrainedDecoder(WorkingModel.config(checkpoint), tuning);
    RewardObjective objective = new RewardObjective(decoder, loss);
    DecoderSession.Method<RewardBatch> method =
        new DecoderSession.Method<>(
            new ShuffledSource<>(
                pairs.count(),
                settings.seed(),
                settings.batchSize(),
                settings.microBatchSize(),
                some -> pairs.batch(some, padding)),
            objective,
            List.of(),
            (parameters, lanes) ->
                other == null
                    ? Evaluation.NONE
                    : measure(objective, parameters, other, pairs.lengthDifferences(), lanes),
            resources);
    return DecoderSession.open(checkpoint, settings, tuning, method, worker);
  }

  /** The loss on held-out pairs, what {@link RewardMeasures} says of their rewards, and those. */
  private Evaluation measure(
      RewardObjective objective,
      Map<String, Tensor> parameters,
      RewardPairs other,
      int[] trained,
      Lanes lanes) {
    int pairs = other.count();
    int size = settings.microBatchSize();
    float[] rewards = new float[2 * pairs];
    lanes.<float[]>inOrder(
        0,
        ShuffledSource.parts(pairs, size),
        index -> {
          RewardBatch batch = other.batch(ShuffledSource.part(index, pairs, size), padding);
          return lane -> objective.rewards(parameters, batch);
        },
        (index, lane, part) -> System.arraycopy(part, 0, rewards, 2 * index * size, part.length));
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("held-out/loss", lanes.alone(lane -> loss(rewards, other)));
    RewardMeasures.of(rewards, other.lengthDifferences(), LengthRule.fit(trained), bins, buckets)
        .forEach((name, value) -> values.put("held-out/" + name, value));
    List<Example> each = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      each.add(
          Example.of(
              pair,
              other.prompt(pair),
              Map.of(
                  "rewards/chosen", (double) rewards[2 * pair],
                  "rewards/rejected", (double) rewards[2 * pair + 1])));
    }
    return new Evaluation(values, each);
  }

  private double loss(float[] rewards, RewardPairs pairs) {
    float[] margins = new float[pairs.count()];
    for (int pair = 0; pair < margins.length; pair++) {
      margins[pair] = pairs.margin(pair);
    }
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor both = TensorIo.floats(rewards, margins.length, 2);
      Tensor each = loss.of(both.select(1, 0), both.select(1, 1), TensorIo.floats(margins));
      return each.sum().item_double() / margins.length;
    }
  }
}
