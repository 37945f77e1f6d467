package dev.nightshift.training.federated.classifier;

/**
 * Mean and standard deviation of columns, by the recurrence of Welford 1962: m ← m + (x − m) / n, s
 * ← s + (x − m_old)(x − m_new), deviation √(s / (n − 1)). Both are rounded to single precision.
 */
public final class StatisticsScale {

  private final double[] mean;
  private final double[] squares;
  private long count;

  /** Statistics of so many columns. */
  public StatisticsScale(int columns) {
    this.mean = new double[columns];
    this.squares = new double[columns];
  }

  /** Adds a row. */
  public void add(double[] row) {
    count++;
    for (int i = 0; i < mean.length; i++) {
      double away = row[i] - mean[i];
      mean[i] += away / count;
      squares[i] += away * (row[i] - mean[i]);
    }
  }

  /** Number of rows. */
  public long count() {
    return count;
  }

  /** The mean of each column; 0 without rows. */
  public double[] mean() {
    double[] rounded = new double[mean.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) mean[i];
    }
    return rounded;
  }

  /** The deviation of each column; 0 for fewer than two rows. */
  public double[] deviation() {
    double[] rounded = new double[mean.length];
    for (int i = 0; i < rounded.length && count > 1; i++) {
      rounded[i] = (float) Math.sqrt(squares[i] / (count - 1));
    }
    return rounded;
  }
}
