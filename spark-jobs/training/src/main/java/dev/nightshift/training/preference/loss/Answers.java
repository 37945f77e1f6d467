package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * One answer to each of n prompts, as losses see them. All tensors are float64 of shape [n]. An
 * answer that is not there (of an example with a label, the other one) has no tokens, and 0 in its
 * other places.
 *
 * @param logProbs log π(y | x), summed over the answer's tokens, nats
 * @param reference log π_ref(y | x), the same under the reference; zeros where a loss has none
 * @param lengths number of tokens |y| that the sums run over
 */
public record Answers(Tensor logProbs, Tensor reference, Tensor lengths) {

  /** log (π(y | x) / π_ref(y | x)), [n], nats. */
  public Tensor ratios() {
    return logProbs.sub(reference);
  }

  /** log (π(y | x) / π_ref(y | x)) / |y|, [n], nats a token. */
  public Tensor meanRatios() {
    return ratios().div(lengths);
  }

  /** log π(y | x) / |y|, [n], nats a token. */
  public Tensor meanLogProbs() {
    return logProbs.div(lengths);
  }

  /** 1 where the answer is there, else 0, [n]. */
  Tensor present() {
    return lengths.gt(new Scalar(0)).to(lengths.scalar_type());
  }
}
