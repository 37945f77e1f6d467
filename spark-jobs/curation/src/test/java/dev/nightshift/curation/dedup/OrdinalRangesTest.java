package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.dedup.OrdinalRanges.Range;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrdinalRangesTest {

  @Test
  void widestGapsAreLeftOut() {
    long[] numbers = {1, 2, 3, 100, 101, 5000, 5010, 9_000_000_000L};
    assertThat(OrdinalRanges.of(numbers, 1)).containsExactly(new Range(1, 9_000_000_000L));
    assertThat(OrdinalRanges.of(numbers, 3))
        .containsExactly(
            new Range(1, 101), new Range(5000, 5010), new Range(9_000_000_000L, 9_000_000_000L));
    assertThat(OrdinalRanges.of(numbers, 100)).hasSize(5).contains(new Range(1, 3));
    assertThat(OrdinalRanges.of(new long[] {7}, 4)).containsExactly(new Range(7, 7));
    assertThat(OrdinalRanges.of(new long[0], 4)).isEmpty();
  }

  @Test
  void equalGapsNeverMakeMoreRangesThanAsked() {
    long[] even = LongStream.range(0, 1000).map(i -> 10 * i).toArray();
    for (int most : new int[] {1, 2, 32}) {
      assertThat(OrdinalRanges.of(even, most).size()).isLessThanOrEqualTo(most);
    }
  }
}
