package dev.nightshift.inference.model;

import org.jspecify.annotations.Nullable;

/** The ways in which published configurations stretch rotary positions. */
public sealed interface RopeScaling {

  /** Frequencies as they were trained. */
  record None() implements RopeScaling {}

  /** Positions divided by a factor (Chen et al. 2023, position interpolation). */
  record Linear(double factor) implements RopeScaling {}

  /**
   * The base grows with the length of the sequence once it is longer than the original one
   * ("dynamic NTK").
   */
  record Dynamic(double factor, int originalLength) implements RopeScaling {}

  /** Llama 3.1: low frequencies divided, high ones kept, a smooth band between. */
  record Llama3(double factor, double lowFactor, double highFactor, int originalLength)
      implements RopeScaling {}

  /**
   * YaRN (Peng et al. 2023, section 3): interpolation by wavelength, and a factor on cosine and
   * sine that sharpens attention.
   *
   * @param attentionFactor factor on cosine and sine; null where it follows from the others
   * @param mscale weight of the numerator's log term; 0 where absent
   * @param mscaleAllDim weight of the denominator's log term; 0 where absent
   * @param truncate whether the band's ends are rounded to whole dimensions
   */
  record Yarn(
      double factor,
      int originalLength,
      @Nullable Double attentionFactor,
      double betaFast,
      double betaSlow,
      double mscale,
      double mscaleAllDim,
      boolean truncate)
      implements RopeScaling {

    /** The factor on cosine and sine: given, or 0.1 · ln(factor) + 1. */
    public double effectiveAttentionFactor() {
      if (attentionFactor != null) {
        return attentionFactor;
      }
      if (mscale != 0 && mscaleAllDim != 0) {
        return logScale(factor, mscale) / logScale(factor, mscaleAllDim);
      }
      return logScale(factor, 1);
    }

    private static double logScale(double factor, double weight) {
      return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
    }
  }
}
