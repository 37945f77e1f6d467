package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.preference.loss.Answers;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.preference.loss.PreferenceTerms;
import dev.nightshift.training.preference.loss.StepStatistics;
import dev.nightshift.training.preference.loss.WeightedLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes what a loss must know of a whole step: KTO's estimate of the KL divergence and the
 * rewards that BCO's shift follows. Losses that need neither cost nothing.
 */
final class StepMeasure {

  private final TrainedDecoder decoder;
  private final PreferenceLoss loss;
  private final PairReader reader;
  private final RewardShift shift;
  private final int microBatchSize;

  StepMeasure(
      TrainedDecoder decoder,
      PreferenceLoss loss,
      PairReader reader,
      RewardShift shift,
      int microBatchSize) {
    this.decoder = decoder;
    this.loss = loss;
    this.reader = reader;
    this.shift = shift;
    this.microBatchSize = microBatchSize;
  }

  /** The statistics of a training step over examples; the shift moves by it. */
  StepStatistics ofStep(Map<String, Tensor> parameters, int[] examples, StepPass pass) {
    if (loss.needsShift()) {
      shift.update(rewards(parameters, examples, pass));
    }
    return held(parameters, examples, pass);
  }

  /** The statistics of held-out examples; the shift stays where training brought it. */
  StepStatistics held(Map<String, Tensor> parameters, int[] examples, StepPass pass) {
    return new StepStatistics(
        loss.needsKl() ? kl(parameters, examples, pass) : 0,
        loss.needsShift() ? shift.value() : 0);
  }

  private double kl(Map<String, Tensor> parameters, int[] examples, StepPass pass) {
    double[] total =
        passOver(
            parameters,
            examples,
            1,
            part -> {
              TokenBatch tokens = reader.mismatched(part);
              float[] reference = reader.mismatchedReference(part);
              return own -> new double[] {ratios(own, tokens, reference)};
            },
            pass);
    return Math.max(0, total[0] / examples.length);
  }

  private double ratios(Map<String, Tensor> parameters, TokenBatch tokens, float[] reference) {
    double sum = 0;
    double[] logProbs = AnswerLogProbs.of(decoder, parameters, tokens);
    for (int i = 0; i < logProbs.length; i++) {
      sum += logProbs[i] - reference[i];
    }
    return sum;
  }

  private double[] rewards(Map<String, Tensor> parameters, int[] examples, StepPass pass) {
    return passOver(
        parameters,
        examples,
        4,
        part -> {
          PairBatch batch = reader.batch(part);
          return own -> sides(batch, AnswerLogProbs.of(decoder, own, batch.tokens()));
        },
        pass);
  }

  /** Sum of the rewards and number of the desirable answers, then of the others. */
  private double[] sides(PairBatch batch, double[] logProbs) {
    PreferenceLoss shifted = shifted();
    double[] sums = new double[4];
    try (PointerScope scope = new PointerScope()) {
      PreferenceTerms terms = batch.terms(Tensor.create(logProbs));
      int side = 0;
      for (Answers answers : List.of(terms.chosen(), terms.rejected())) {
        double[] rewards = TensorIo.toDoubles(shifted.rewards(answers));
        double[] lengths = TensorIo.toDoubles(answers.lengths());
        for (int i = 0; i < rewards.length; i++) {
          if (lengths[i] > 0) {
            sums[side] += rewards[i];
            sums[side + 1]++;
          }
        }
        side += 2;
      }
    }
    return sums;
  }

  /** The loss whose rewards are shifted: of a weighted one, the part. */
  private PreferenceLoss shifted() {
    return loss instanceof WeightedLoss weighted
        ? weighted.parts().stream()
            .map(WeightedLoss.Part::loss)
            .filter(PreferenceLoss::needsShift)
            .findFirst()
            .orElse(loss)
        : loss;
  }

  private double[] passOver(
      Map<String, Tensor> parameters,
      int[] examples,
      int width,
      Function<int[], StepPass.Sums> sums,
      StepPass pass) {
    int count = (examples.length + microBatchSize - 1) / microBatchSize;
    IntFunction<StepPass.Sums> passes = index -> sums.apply(part(examples, index, microBatchSize));
    return pass.totals(parameters, count, width, passes);
  }

  /** The examples of a micro-batch. */
  static int[] part(int[] examples, int index, int size) {
    return Arrays.copyOfRange(
        examples, index * size, Math.min(examples.length, (index + 1) * size));
  }
}
