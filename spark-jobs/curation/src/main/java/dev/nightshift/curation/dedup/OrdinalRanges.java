package dev.nightshift.curation.dedup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Few ranges that hold all of some numbers: what lies between is left out where most of it lies.
 */
public final class OrdinalRanges {

  /**
   * A range of numbers.
   *
   * @param from the first
   * @param to the last
   */
  public record Range(long from, long to) {}

  private OrdinalRanges() {}

  /**
   * The ranges that the widest gaps leave.
   *
   * @param sorted numbers in rising order
   * @param most how many ranges there may be, at least 1
   */
  public static List<Range> of(long[] sorted, int most) {
    if (sorted.length == 0) {
      return List.of();
    }
    long[] gaps = new long[sorted.length - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = sorted[i + 1] - sorted[i];
    }
    long[] byWidth = gaps.clone();
    Arrays.sort(byWidth);
    // Gaps wider than this one are at most the ones that may be left out.
    long narrow = byWidth.length < most ? 1 : byWidth[byWidth.length - most];
    List<Range> ranges = new ArrayList<>();
    long from = sorted[0];
    for (int i = 0; i < gaps.length; i++) {
      if (gaps[i] > narrow) {
        ranges.add(new Range(from, sorted[i]));
        from = sorted[i + 1];
      }
    }
    ranges.add(new Range(from, sorted[sorted.length - 1]));
    return ranges;
  }
}
