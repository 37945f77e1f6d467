package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.preference.loss.Answers;
import dev.nightshift.training.preference.loss.PreferenceTerms;
import dev.nightshift.training.preference.loss.StepStatistics;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Examples for one forward pass: sequence 2i is the preferred answer of example i, sequence 2i + 1
 * the other one. Of an answer with a label, the sequence on the other side has no targets.
 *
 * @param tokens the rows
 * @param reference log-probability of the answer of each sequence under the reference, [2n], nats;
 *     zeros where there is none
 * @param statistics of the whole step
 */
public record PairBatch(TokenBatch tokens, float[] reference, StepStatistics statistics) {

  public PairBatch {
    if (tokens.sequences() != reference.length || reference.length % 2 != 0) {
      throw new IllegalArgumentException(
          tokens.sequences() + " sequences do not hold pairs with " + reference.length + " values");
    }
    reference = reference.clone();
  }

  /** Number of examples, n. */
  public int examples() {
    return reference.length / 2;
  }

  /** These examples as a step sees them whose statistics are known. */
  PairBatch with(StepStatistics known) {
    return new PairBatch(tokens, reference, known);
  }

  /**
   * What losses see of these examples.
   *
   * @param logProbs log π(y | x) of each sequence, float64 [2n]
   */
  PreferenceTerms terms(Tensor logProbs) {
    double[] wide = new double[reference.length];
    Arrays.setAll(wide, i -> reference[i]);
    double[] lengths = Arrays.stream(tokens.targetsOfSequences()).asDoubleStream().toArray();
    Tensor policy = logProbs.view(-1, 2);
    Tensor known = TensorIo.beside(Tensor.create(wide), logProbs).view(-1, 2);
    Tensor counts = TensorIo.beside(Tensor.create(lengths), logProbs).view(-1, 2);
    return new PreferenceTerms(
        side(0, policy, known, counts), side(1, policy, known, counts), statistics);
  }

  private static Answers side(int side, Tensor policy, Tensor known, Tensor counts) {
    return new Answers(policy.select(1, side), known.select(1, side), counts.select(1, side));
  }
}
