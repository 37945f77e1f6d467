package dev.nightshift.training.federated.privacy;

/** The fast Fourier transform of a power of two of complex numbers, in place (Cooley and Tukey). */
final class Fft {

  private Fft() {}

  /** Σ x_t e^(−2πi k t / n). */
  static void forward(double[] re, double[] im) {
    transform(re, im, -1);
  }

  /** The inverse, divided by n. */
  static void inverse(double[] re, double[] im) {
    transform(re, im, 1);
    for (int i = 0; i < re.length; i++) {
      re[i] /= re.length;
      im[i] /= re.length;
    }
  }

  private static void transform(double[] re, double[] im, int sign) {
    int n = re.length;
    if (Integer.bitCount(n) != 1 || im.length != n) {
      throw new IllegalArgumentException("a transform of " + n + " and " + im.length + " numbers");
    }
    reverseBits(re, im);
    double[] cos = new double[n / 2];
    double[] sin = new double[n / 2];
    for (int k = 0; k < n / 2; k++) {
      cos[k] = Math.cos(2 * Math.PI * k / n);
      sin[k] = sign * Math.sin(2 * Math.PI * k / n);
    }
    for (int half = 1; half < n; half *= 2) {
      int stride = n / (2 * half);
      for (int start = 0; start < n; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = start + k;
          int b = a + half;
          double wr = cos[k * stride];
          double wi = sin[k * stride];
          double tr = wr * re[b] - wi * im[b];
          double ti = wr * im[b] + wi * re[b];
          re[b] = re[a] - tr;
          im[b] = im[a] - ti;
          re[a] += tr;
          im[a] += ti;
        }
      }
    }
  }

  private static void reverseBits(double[] re, double[] im) {
    int n = re.length;
    int shift = Integer.numberOfLeadingZeros(n) + 1;
    for (int i = 1; i < n; i++) {
      int j = Integer.reverse(i) >>> shift;
      if (i < j) {
        double r = re[i];
        re[i] = re[j];
        re[j] = r;
        double m = im[i];
        im[i] = im[j];
        im[j] = m;
      }
    }
  }
}
