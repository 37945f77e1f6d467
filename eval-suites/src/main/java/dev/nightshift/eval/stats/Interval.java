package dev.nightshift.eval.stats;

/**
 * A closed interval.
 *
 * @param low its lower end
 * @param high its upper end, not below the lower
 */
public record Interval(double low, double high) {

  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("interval from " + low + " to " + high);
    }
  }

  /** Whether the interval holds a value. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
