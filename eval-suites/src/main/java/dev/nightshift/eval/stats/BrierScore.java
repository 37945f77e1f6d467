package dev.nightshift.eval.stats;

/**
 * How far forecast probabilities are from what came true: Σ_k (p_k − y_k)² with y_k = 1 for the
 * right choice, else 0; where none of the choices is right, all are 0. From 0 (sure and right) to 2
 * (sure and wrong); the score of a task is the mean over its items. Source: Brier, Monthly Weather
 * Review 78, 1950, equation 2.
 */
public final class BrierScore {

  private BrierScore() {}

  /**
   * The score of one item.
   *
   * @param probabilities of all choices
   * @param right index of the right choice; −1 where none of them is
   */
  public static double of(double[] probabilities, int right) {
    if (right < -1 || right >= probabilities.length) {
      throw new IllegalArgumentException(
          "choice " + right + " of " + probabilities.length + " is right");
    }
    double sum = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double gap = probabilities[k] - (k == right ? 1 : 0);
      sum += gap * gap;
    }
    return sum;
  }
}
