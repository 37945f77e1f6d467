package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IntSorterTest {

  @Test
  void sortsAsThePlatformDoesAndLeavesTheRestAlone() {
    IntSorter sorter = new IntSorter(8192);
    for (int size : new int[] {0, 1, 2, 383, 384, 385, 1000, 8191, 8192}) {
      CounterRandom random = CounterRandom.of(1, "numbers", size);
      int[] numbers = new int[8192];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i % 3 == 0 ? random.nextInt() >> (i % 31) : random.nextInt();
      }
      numbers[0] = Integer.MIN_VALUE;
      numbers[1] = Integer.MAX_VALUE;
      int[] expected = numbers.clone();
      Arrays.sort(expected, 0, size);
      sorter.sort(numbers, size);
      assertThat(numbers).as("of size %d", size).isEqualTo(expected);
    }
  }
}
