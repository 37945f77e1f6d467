package dev.nightshift.training.federated.privacy;

/** From Rényi differential privacy of an order to (ε, δ). */
enum RdpConversion {
  /** ε(α) + ln(1/δ) / (α − 1). Mironov 2017, proposition 3. */
  CLASSIC {
    @Override
    double epsilon(double rdp, double alpha, double delta) {
      return rdp - Math.log(delta) / (alpha - 1);
    }
  },
  /**
   * ε(α) + ln((α − 1)/α) − (ln δ + ln α) / (α − 1). Balle et al. 2020, theorem 21; Canonne, Kamath
   * and Steinke 2020, proposition 12.
   */
  IMPROVED {
    @Override
    double epsilon(double rdp, double alpha, double delta) {
      return rdp + Math.log1p(-1 / alpha) - (Math.log(delta) + Math.log(alpha)) / (alpha - 1);
    }
  };

  abstract double epsilon(double rdp, double alpha, double delta);
}
