package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.preference.loss.Answers;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.preference.loss.PreferenceTerms;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What is told of a step, under the field's names. Means over answers: {@code rewards/chosen},
 * {@code rewards/rejected}, {@code logps/chosen} and {@code logps/rejected}. Means over pairs:
 * {@code rewards/margins}, the difference of the rewards; {@code rewards/accuracies}, the share of
 * pairs whose preferred answer has the strictly greater reward (a tie is not right); {@code
 * logps/accuracies}, the share whose preferred answer is strictly more probable, whatever the
 * reference says. Means over the tokens of answers: {@code logits/chosen} and {@code
 * logits/rejected}, the mean score over the vocabulary. Where a loss has them: {@code nll_loss},
 * the mean of −log π(token) over the tokens of preferred answers; {@code kl}, KTO's estimate;
 * {@code delta}, BCO's shift.
 */
final class PreferenceMetrics {

  private PreferenceMetrics() {}

  /** The names, in the order of the sums. */
  static List<String> names(PreferenceLoss loss) {
    List<String> names =
        new ArrayList<>(
            List.of(
                "rewards/chosen",
                "rewards/rejected",
                "rewards/margins",
                "rewards/accuracies",
                "logps/chosen",
                "logps/rejected",
                "logps/accuracies",
                "logits/chosen",
                "logits/rejected"));
    if (loss.learnsChosen()) {
      names.add("nll_loss");
    }
    if (loss.needsKl()) {
      names.add("kl");
    }
    if (loss.needsShift()) {
      names.add("delta");
    }
    return List.copyOf(names);
  }

  /** One side of the examples on the JVM's side. */
  private record Side(double[] rewards, double[] logProbs, double[] lengths) {

    static Side of(PreferenceLoss loss, Answers answers) {
      Tensor logProbs = answers.logProbs().detach();
      Answers constant = new Answers(logProbs, answers.reference(), answers.lengths());
      return new Side(
          TensorIo.toDoubles(loss.rewards(constant)),
          TensorIo.toDoubles(logProbs),
          TensorIo.toDoubles(answers.lengths()));
    }

    boolean has(int i) {
      return lengths[i] > 0;
    }

    /** Adds what is known of an answer that is there. */
    void tell(String side, int i, Map<String, Double> values) {
      if (has(i)) {
        values.put("rewards/" + side, rewards[i]);
        values.put("logps/" + side, logProbs[i]);
      }
    }

    /** A value's sum over the answers that are there, and their number. */
    WeightedSum sum(double[] values) {
      double sum = 0;
      int count = 0;
      for (int i = 0; i < values.length; i++) {
        if (has(i)) {
          sum += values[i];
          count++;
        }
      }
      return new WeightedSum(sum, count);
    }
  }

  /**
   * The sums of a micro-batch, and of each of its examples {@code rewards/chosen}, {@code
   * rewards/rejected}, {@code logps/chosen} and {@code logps/rejected} of the answers that it has.
   */
  record Measured(WeightedSum[] sums, List<Map<String, Double>> each) {}

  /**
   * Measures a micro-batch.
   *
   * @param logits sum over the tokens of each sequence of its mean score, [2n]
   */
  static Measured of(PreferenceLoss loss, PreferenceTerms terms, double[] logits) {
    Side chosen = Side.of(loss, terms.chosen());
    Side rejected = Side.of(loss, terms.rejected());
    return new Measured(sums(loss, terms, chosen, rejected, logits), each(chosen, rejected));
  }

  private static List<Map<String, Double>> each(Side chosen, Side rejected) {
    List<Map<String, Double>> examples = new ArrayList<>();
    for (int i = 0; i < chosen.lengths().length; i++) {
      Map<String, Double> values = new LinkedHashMap<>();
      chosen.tell("chosen", i, values);
      rejected.tell("rejected", i, values);
      examples.add(values);
    }
    return examples;
  }

  private static WeightedSum[] sums(
      PreferenceLoss loss, PreferenceTerms terms, Side chosen, Side rejected, double[] logits) {
    double[] sums = new double[3];
    int pairs = 0;
    for (int i = 0; i < chosen.lengths().length; i++) {
      if (chosen.has(i) && rejected.has(i)) {
        pairs++;
        sums[0] += chosen.rewards()[i] - rejected.rewards()[i];
        sums[1] += chosen.rewards()[i] > rejected.rewards()[i] ? 1 : 0;
        sums[2] += chosen.logProbs()[i] > rejected.logProbs()[i] ? 1 : 0;
      }
    }
    List<WeightedSum> metrics =
        new ArrayList<>(
            List.of(
                chosen.sum(chosen.rewards()),
                rejected.sum(rejected.rewards()),
                new WeightedSum(sums[0], pairs),
                new WeightedSum(sums[1], pairs),
                chosen.sum(chosen.logProbs()),
                rejected.sum(rejected.logProbs()),
                new WeightedSum(sums[2], pairs),
                logits(0, logits, chosen),
                logits(1, logits, rejected)));
    int examples = chosen.lengths().length;
    if (loss.learnsChosen()) {
      metrics.add(
          new WeightedSum(
              -Arrays.stream(chosen.logProbs()).sum(), Arrays.stream(chosen.lengths()).sum()));
    }
    if (loss.needsKl()) {
      metrics.add(new WeightedSum(terms.statistics().kl() * examples, examples));
    }
    if (loss.needsShift()) {
      metrics.add(new WeightedSum(terms.statistics().shift() * examples, examples));
    }
    return metrics.toArray(WeightedSum[]::new);
  }

  private static WeightedSum logits(int side, double[] logits, Side answers) {
    double sum = 0;
    for (int i = side; i < logits.length; i += 2) {
      sum += logits[i];
    }
    return new WeightedSum(sum, Arrays.stream(answers.lengths()).sum());
  }
}
