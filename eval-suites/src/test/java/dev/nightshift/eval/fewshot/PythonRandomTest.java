package dev.nightshift.eval.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers of CPython 3.11's module {@code random}, by the calls in the comments. */
class PythonRandomTest {

  private static List<Integer> range(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  @Test
  void bitsAndNumbersAreThoseOfPython() {
    // random.Random(1234): getrandbits(31) three times; random() twice
    PythonRandom random = new PythonRandom(1234);
    assertThat(List.of(random.bits(31), random.bits(31), random.bits(31)))
        .containsExactly(2075443164, 1671098287, 946466063);
    PythonRandom numbers = new PythonRandom(1234);
    assertThat(numbers.nextDouble()).isEqualTo(0.9664535356921388);
    assertThat(numbers.nextDouble()).isEqualTo(0.4407325991753527);
  }

  @Test
  void samplesAreThoseOfPython() {
    // One stream: sample(range(5), 3), sample(range(1000), 5), sample(range(70), 6),
    // sample(range(100), 6): by a pool where the population is small, else by a set.
    PythonRandom random = new PythonRandom(1234);
    assertThat(random.sample(range(5), 3)).containsExactly(3, 0, 4);
    assertThat(random.sample(range(1000), 5)).containsExactly(92, 932, 965, 961, 826);
    assertThat(random.sample(range(70), 6)).containsExactly(4, 10, 12, 45, 30, 2);
    assertThat(random.sample(range(100), 6)).containsExactly(3, 2, 44, 82, 79, 61);
    // The border between pool and set: 21 and 22.
    PythonRandom border = new PythonRandom(0);
    assertThat(border.sample(range(21), 5)).containsExactly(12, 13, 1, 8, 16);
    assertThat(border.sample(range(22), 5)).containsExactly(15, 12, 9, 11, 18);
    // A seed of more than 32 bits: Random(2**40 + 7).sample(range(10), 4)
    assertThat(new PythonRandom((1L << 40) + 7).sample(range(10), 4)).containsExactly(9, 7, 4, 8);
  }

  @Test
  void askingForTooManyIsRefused() {
    assertThatThrownBy(() -> new PythonRandom(1).sample(range(3), 4))
        .hasMessage("a sample of 4 from 3 is larger than what there is");
    assertThatThrownBy(() -> new PythonRandom(-1)).hasMessageContaining("the seed is -1");
  }
}
