package dev.nightshift.schema.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  private static int[] block(CounterRandom random) {
    return new int[] {random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt()};
  }

  /** Known answers of Random123 (kat_vectors), philox 4×32 with 10 rounds. */
  @Test
  void knownAnswersComeOut() {
    assertThat(block(CounterRandom.ofRaw(0, 0)))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    CounterRandom full = CounterRandom.ofRaw(-1, -1);
    full.skipTo(-1);
    assertThat(block(full)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    CounterRandom pi = CounterRandom.ofRaw(0x299f31d0_a4093822L, 0x03707344_13198a2eL);
    pi.skipTo(0x85a308d3_243f6a88L);
    assertThat(block(pi)).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void drawDependsOnSeedPurposeAndIdAlone() {
    long first = CounterRandom.of(1, "shuffle", "row").nextLong();
    assertThat(CounterRandom.of(1, "shuffle", "row").nextLong()).isEqualTo(first);
    assertThat(CounterRandom.of(2, "shuffle", "row").nextLong()).isNotEqualTo(first);
    assertThat(CounterRandom.of(1, "dropout", "row").nextLong()).isNotEqualTo(first);
    assertThat(CounterRandom.of(1, "shuffle", "wor").nextLong()).isNotEqualTo(first);
    assertThat(CounterRandom.of(1, "shuffle", 5).nextLong())
        .isNotEqualTo(CounterRandom.of(1, "shuffle", 6).nextLong());
  }

  @Test
  void boundedNumbersFillTheirRangeEvenly() {
    CounterRandom random = CounterRandom.of(3, "test", 0);
    int[] seen = new int[7];
    for (int i = 0; i < 70_000; i++) {
      seen[random.nextInt(7)]++;
    }
    // Standard deviation of a count: 93.
    assertThat(IntStream.of(seen)).allMatch(n -> n > 9_500 && n < 10_500);
    assertThat(random.nextLong(1)).isZero();
    assertThat(random.nextLong(Long.MAX_VALUE)).isBetween(0L, Long.MAX_VALUE - 1);
    assertThatThrownBy(() -> random.nextInt(0)).hasMessage("bound must be positive, was 0");
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    CounterRandom random = CounterRandom.of(4, "test", 0);
    int n = 100_000;
    double[] uniform = IntStream.range(0, n).mapToDouble(i -> random.nextDouble()).toArray();
    assertThat(Arrays.stream(uniform)).allMatch(x -> x >= 0 && x < 1);
    assertThat(Arrays.stream(uniform).average().orElseThrow()).isCloseTo(0.5, within(0.005));
    double[] normal = IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
    assertThat(Arrays.stream(normal).average().orElseThrow()).isCloseTo(0, within(0.02));
    assertThat(Arrays.stream(normal).map(x -> x * x).average().orElseThrow())
        .isCloseTo(1, within(0.03));
    assertThat(Arrays.stream(normal)).allMatch(x -> Double.isFinite(x));
  }

  @Test
  void shuffleKeepsAllAndReachesEveryOrder() {
    int[] orders = new int[6];
    for (int i = 0; i < 6_000; i++) {
      int[] values = {0, 1, 2};
      CounterRandom.of(5, "shuffle", i).shuffle(values);
      assertThat(values).containsExactlyInAnyOrder(0, 1, 2);
      orders[values[0] * 2 + (values[1] > values[2] ? 1 : 0)]++;
    }
    assertThat(IntStream.of(orders)).allMatch(n -> n > 850 && n < 1_150);
  }
}
