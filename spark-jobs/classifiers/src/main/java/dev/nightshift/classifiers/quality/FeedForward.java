package dev.nightshift.classifiers.quality;

import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A network with one hidden layer and one output, for one row at a time.
 *
 * <p>{@code p = σ(b₂ + w₂ · relu(b₁ + xᵀ W₁))} with x of length D (features), W₁ of shape D × H (H
 * hidden units), b₁ and w₂ of length H. Weights are single precision as they were trained; sums are
 * double precision and run over the features in ascending order, skipping zeros, then over the
 * hidden units in ascending order. So the result has the same bits on every machine and for every
 * batch.
 */
public final class FeedForward implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int inputs;
  private final int hidden;
  private final float[] inputWeights; // D × H, row by row
  private final float[] hiddenBias; // H
  private final float[] outputWeights; // H
  private final float outputBias;

  /**
   * Keeps copies.
   *
   * @param inputWeights W₁, row by row
   * @param hiddenBias b₁
   * @param outputWeights w₂
   * @param outputBias b₂
   */
  public FeedForward(
      float[] inputWeights, float[] hiddenBias, float[] outputWeights, float outputBias) {
    this.hidden = hiddenBias.length;
    if (hidden == 0 || outputWeights.length != hidden || inputWeights.length % hidden != 0) {
      throw new IllegalArgumentException(
          "shapes do not fit: "
              + inputWeights.length
              + " input weights, "
              + hidden
              + " hidden biases, "
              + outputWeights.length
              + " output weights");
    }
    this.inputs = inputWeights.length / hidden;
    this.inputWeights = inputWeights.clone();
    this.hiddenBias = hiddenBias.clone();
    this.outputWeights = outputWeights.clone();
    this.outputBias = outputBias;
  }

  /** Number of features, D. */
  public int inputs() {
    return inputs;
  }

  /** Number of hidden units, H. */
  public int hidden() {
    return hidden;
  }

  /** The probability of the positive class, in [0, 1]. */
  public double probability(TextFeatures features, Standardisation standardisation) {
    double logit = logit(features, standardisation);
    return logit >= 0
        ? 1 / (1 + StrictMath.exp(-logit))
        : StrictMath.exp(logit) / (1 + StrictMath.exp(logit));
  }

  /**
   * Cross entropy of one row in nats, {@code log(1 + exp(∓logit))}, computed so that no logit
   * overflows.
   */
  public double loss(TextFeatures features, Standardisation standardisation, boolean positive) {
    double logit = logit(features, standardisation);
    double wrong = positive ? -logit : logit;
    return Math.max(0, wrong) + StrictMath.log1p(StrictMath.exp(-Math.abs(wrong)));
  }

  private double logit(TextFeatures features, Standardisation standardisation) {
    double[] h = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      h[i] = hiddenBias[i];
    }
    double[] statistics = features.statistics();
    for (int i = 0; i < statistics.length; i++) {
      accumulate(h, i, standardisation.apply(i, statistics[i]));
    }
    for (int i = 0; i < features.filledBuckets(); i++) {
      accumulate(h, statistics.length + features.bucket(i), features.weight(i));
    }
    double logit = outputBias;
    for (int i = 0; i < hidden; i++) {
      logit += outputWeights[i] * Math.max(0, h[i]);
    }
    return logit;
  }

  private void accumulate(double[] h, int feature, float value) {
    if (value == 0) {
      return;
    }
    int row = feature * hidden;
    for (int i = 0; i < hidden; i++) {
      h[i] += (double) inputWeights[row + i] * value;
    }
  }

  /** All weights in the order W₁, b₁, w₂, b₂, as little-endian single precision. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * (inputWeights.length + 2 * hidden + 1))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] part : new float[][] {inputWeights, hiddenBias, outputWeights, {outputBias}}) {
      for (float weight : part) {
        bytes.putFloat(weight);
      }
    }
    return bytes.array();
  }
}
