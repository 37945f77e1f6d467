package dev.nightshift.eval.stats;

/**
 * A sum that carries its own rounding error (Kahan, "Further remarks on reducing truncation
 * errors", CACM 8, 1965).
 */
final class CompensatedSum {

  private double sum;
  private double lost;

  void add(double value) {
    double corrected = value - lost;
    double next = sum + corrected;
    lost = (next - sum) - corrected;
    sum = next;
  }

  double value() {
    return sum;
  }
}
