package dev.nightshift.eval.judge;

import java.util.Arrays;

/**
 * Logistic regression by Newton's method: the weights w that minimise
 *
 * <pre>−Σ_i [y_i (x_i·w + o_i) − log(1 + exp(x_i·w + o_i))] + λ/2 Σ_k w_k²</pre>
 *
 * <p>with targets y in [0, 1] and fixed offsets o. For λ &gt; 0 the minimum is one point; a step
 * that does not lower the objective is halved.
 */
final class LogisticFit {

  private static final int MOST_STEPS = 100;
  private static final int MOST_HALVINGS = 40;
  private static final double CLOSE = 1e-10;

  private LogisticFit() {}

  /**
   * The weights.
   *
   * @param x rows of D features
   * @param y targets in [0, 1]
   * @param offset what is added to each row's logit
   * @param penalty λ, above 0
   */
  static double[] fit(double[][] x, double[] y, double[] offset, double penalty) {
    int d = x[0].length;
    double[] w = new double[d];
    double objective = objective(x, y, offset, penalty, w);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = new double[d];
      double[][] hessian = new double[d][d];
      for (int k = 0; k < d; k++) {
        gradient[k] = penalty * w[k];
        hessian[k][k] = penalty;
      }
      for (int i = 0; i < x.length; i++) {
        double p = sigmoid(dot(x[i], w) + offset[i]);
        for (int k = 0; k < d; k++) {
          gradient[k] += (p - y[i]) * x[i][k];
          for (int l = 0; l <= k; l++) {
            hessian[k][l] += p * (1 - p) * x[i][k] * x[i][l];
          }
        }
      }
      double[] direction = solve(hessian, gradient);
      double scale = 1;
      double[] next = moved(w, direction, scale);
      double found = objective(x, y, offset, penalty, next);
      for (int halving = 0; halving < MOST_HALVINGS && !(found <= objective); halving++) {
        scale /= 2;
        next = moved(w, direction, scale);
        found = objective(x, y, offset, penalty, next);
      }
      double largest = Arrays.stream(direction).map(Math::abs).max().orElse(0) * scale;
      w = next;
      objective = found;
      if (largest < CLOSE) {
        return w;
      }
    }
    return w;
  }

  /** 1 / (1 + exp(−z)), without overflow. */
  static double sigmoid(double z) {
    if (z >= 0) {
      return 1 / (1 + Math.exp(-z));
    }
    double e = Math.exp(z);
    return e / (1 + e);
  }

  private static double objective(
      double[][] x, double[] y, double[] offset, double penalty, double[] w) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double z = dot(x[i], w) + offset[i];
      // log(1 + exp z), without overflow.
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i] * z;
    }
    return sum + penalty / 2 * dot(w, w);
  }

  private static double[] moved(double[] w, double[] direction, double scale) {
    double[] next = w.clone();
    for (int k = 0; k < next.length; k++) {
      next[k] -= scale * direction[k];
    }
    return next;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < b.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** Solves H v = g for a positive definite H, whose lower half is given, by Cholesky. */
  private static double[] solve(double[][] h, double[] g) {
    int d = g.length;
    double[][] c = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = h[i][j];
        for (int k = 0; k < j; k++) {
          sum -= c[i][k] * c[j][k];
        }
        c[i][j] = i == j ? Math.sqrt(sum) : sum / c[j][j];
      }
    }
    double[] v = g.clone();
    for (int i = 0; i < d; i++) {
      for (int k = 0; k < i; k++) {
        v[i] -= c[i][k] * v[k];
      }
      v[i] /= c[i][i];
    }
    for (int i = d - 1; i >= 0; i--) {
      for (int k = i + 1; k < d; k++) {
        v[i] -= c[k][i] * v[k];
      }
      v[i] /= c[i][i];
    }
    return v;
  }
}
