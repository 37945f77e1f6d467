package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.Rope;
import dev.nightshift.inference.model.RopeScaling;

/**
 * The angular frequencies of rotary positions: dimension pair i of a head of width d turns by
 *
 * <pre>f_i = θ^(−2i/d)</pre>
 *
 * per position (Su et al. 2021, RoFormer, equation 15), changed as the scaling says. Computed in
 * double precision.
 */
final class RotaryFrequencies {

  private RotaryFrequencies() {}

  /**
   * Frequencies, d/2 of them.
   *
   * @param length length of the sequence; matters for dynamic scaling only
   */
  static double[] of(Rope rope, int headDim, long length) {
    RopeScaling scaling = rope.scaling();
    double theta = rope.theta();
    if (scaling instanceof RopeScaling.Dynamic dynamic && length > dynamic.originalLength()) {
      double stretch =
          dynamic.factor() * length / dynamic.originalLength() - (dynamic.factor() - 1);
      theta *= Math.pow(stretch, headDim / (double) (headDim - 2));
    }
    double[] frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(theta, -2.0 * i / headDim);
    }
    if (scaling instanceof RopeScaling.Linear linear) {
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= linear.factor();
      }
    } else if (scaling instanceof RopeScaling.Llama3 llama3) {
      llama3(frequencies, llama3);
    } else if (scaling instanceof RopeScaling.Yarn yarn) {
      yarn(frequencies, yarn, theta, headDim);
    }
    return frequencies;
  }

  /** What cosine and sine are multiplied by. */
  static double attentionFactor(Rope rope) {
    return rope.scaling() instanceof RopeScaling.Yarn yarn ? yarn.effectiveAttentionFactor() : 1;
  }

  private static void llama3(double[] frequencies, RopeScaling.Llama3 s) {
    double longest = s.originalLength() / s.lowFactor();
    double shortest = s.originalLength() / s.highFactor();
    for (int i = 0; i < frequencies.length; i++) {
      double wavelength = 2 * Math.PI / frequencies[i];
      if (wavelength > longest) {
        frequencies[i] /= s.factor();
      } else if (wavelength >= shortest) {
        double smooth =
            (s.originalLength() / wavelength - s.lowFactor()) / (s.highFactor() - s.lowFactor());
        frequencies[i] = (1 - smooth) * frequencies[i] / s.factor() + smooth * frequencies[i];
      }
    }
  }

  /** YaRN's blend of kept and divided frequencies (section 3.2, with its β as numbers of turns). */
  private static void yarn(double[] frequencies, RopeScaling.Yarn s, double theta, int headDim) {
    double low = correction(s.betaFast(), headDim, theta, s.originalLength());
    double high = correction(s.betaSlow(), headDim, theta, s.originalLength());
    if (s.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, headDim - 1);
    if (low == high) {
      high += 0.001;
    }
    for (int i = 0; i < frequencies.length; i++) {
      double ramp = Math.min(1, Math.max(0, (i - low) / (high - low)));
      frequencies[i] = frequencies[i] / s.factor() * ramp + frequencies[i] * (1 - ramp);
    }
  }

  /** The dimension whose pair makes a number of turns within the original length. */
  private static double correction(double turns, int headDim, double theta, int length) {
    return headDim * Math.log(length / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }
}
