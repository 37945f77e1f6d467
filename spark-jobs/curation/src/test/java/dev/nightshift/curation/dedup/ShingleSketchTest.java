package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import org.junit.jupiter.api.Test;

class ShingleSketchTest {

  private static byte[] sketch(int[] shingles) {
    ShingleSketch sketch = new ShingleSketch();
    for (int from = 0; from < shingles.length; from += 100) {
      int size = Math.min(100, shingles.length - from);
      int[] block = new int[100];
      System.arraycopy(shingles, from, block, 0, size);
      sketch.add(block, size);
    }
    return sketch.toBytes();
  }

  @Test
  void wholeSetsAreExactWhateverTheirOrder() {
    byte[] one = sketch(new int[] {5, -1, 7, 5, 5, Integer.MIN_VALUE, Integer.MAX_VALUE});
    byte[] other = sketch(new int[] {Integer.MAX_VALUE, 7, 8, 9, 7});
    assertThat(one).isEqualTo(sketch(new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 7, 5}));
    assertThat(one).hasSize(1 + 5 * 4);
    assertThat(ShingleSketch.similarity(one, other)).isEqualTo(2 / 7.0);
    assertThat(ShingleSketch.similarity(other, one)).isEqualTo(2 / 7.0);
    assertThat(ShingleSketch.similarity(one, one)).isEqualTo(1);
    assertThat(ShingleSketch.similarity(sketch(new int[0]), one)).isZero();
    assertThat(ShingleSketch.similarity(sketch(new int[0]), sketch(new int[0]))).isZero();
  }

  @Test
  void aFullSketchIsStillWhole() {
    int[] set = new int[ShingleSketch.SIZE];
    for (int i = 0; i < set.length; i++) {
      set[i] = i * 1_000_003;
    }
    assertThat(sketch(set)[0]).isZero();
    int[] more = java.util.Arrays.copyOf(set, set.length + 1);
    more[set.length] = 17;
    assertThat(sketch(more)[0]).isEqualTo((byte) 1);
    assertThat(sketch(more)).hasSize(1 + 4 * ShingleSketch.SIZE);
  }

  /** With more shingles than a sketch holds, the error stays within five standard errors. */
  @Test
  void largeSetsAreEstimated() {
    for (int pair = 0; pair < 20; pair++) {
      CounterRandom random = CounterRandom.of(9, "large", pair);
      int shared = 20_000 + 3000 * pair;
      int[] one = new int[shared + 10_000];
      int[] other = new int[shared + (pair % 2 == 0 ? 10_000 : 500)];
      for (int i = 0; i < shared; i++) {
        one[i] = other[i] = random.nextInt();
      }
      for (int i = shared; i < one.length; i++) {
        one[i] = random.nextInt();
      }
      for (int i = shared; i < other.length; i++) {
        other[i] = random.nextInt();
      }
      double exact = (double) shared / (one.length + other.length - shared);
      double error = Math.sqrt(exact * (1 - exact) / ShingleSketch.SIZE);
      assertThat(ShingleSketch.similarity(sketch(one), sketch(other)))
          .isCloseTo(exact, within(5 * error));
    }
  }

  /** A small set against a cut one: only what both must hold is counted. */
  @Test
  void smallAndLargeSetsAreComparedOnWhatBothHold() {
    int[] small = new int[100];
    int[] large = new int[100_000];
    CounterRandom random = CounterRandom.of(9, "mixed", 0);
    for (int i = 0; i < large.length; i++) {
      large[i] = random.nextInt();
    }
    System.arraycopy(large, 0, small, 0, 100);
    assertThat(ShingleSketch.similarity(sketch(small), sketch(large))).isLessThan(.005);
  }
}
