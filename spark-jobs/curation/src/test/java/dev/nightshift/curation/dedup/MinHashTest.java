package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import org.junit.jupiter.api.Test;

class MinHashTest {

  private static int[] signature(SignatureFamily family, int[] set) {
    int[] signature = new int[family.hashes()];
    family.clear(signature);
    family.add(set, set.length, signature);
    family.finish(signature);
    return signature;
  }

  @Test
  void signatureIsTheLeastOfEachPermutation() {
    MinHash family = new MinHash(50);
    int[] set = {7, -3, 12345, Integer.MIN_VALUE, 99, 1, 0, 8, 9};
    int[] whole = signature(family, set);
    for (int i = 0; i < 50; i++) {
      int least = Integer.MAX_VALUE;
      for (int x : set) {
        least = Math.min(least, signature(family, new int[] {x})[i]);
      }
      assertThat(whole[i]).isEqualTo(least);
    }
  }

  /** Stored band keys must mean the same in every version. */
  @Test
  void keysNeverChange() {
    NearSketcher sketcher = new NearSketcher(NearSettings.DEFAULT);
    NearSketch fox = sketcher.sketch("The quick brown fox jumps over the lazy dog.");
    long[] keys = BandKeys.unpack(fox.bands());
    assertThat(keys).hasSize(17);
    assertThat(keys[0]).isEqualTo(KEY_0);
    assertThat(keys[16]).isEqualTo(KEY_16);
    assertThat(fox.key()).isEqualTo(KEY);
  }

  private static final long KEY_0 = 449454543869792674L;
  private static final long KEY_16 = -8645998820770558359L;
  private static final String KEY = "857e973289d1cba95d4c5c41e15ffe63";

  /**
   * The standard error of the estimate is √(J(1 − J)/k): .03536 at J = .8 with 128 hashes. Over
   * many pairs of sets the mean must meet J within four standard errors of that mean, and the
   * deviation the formula within a tenth.
   */
  @Test
  void estimateHasTheErrorOfItsFormula() {
    assertThat(Math.sqrt(.8 * .2 / 128)).isCloseTo(.03536, within(1e-5));
    MinHash family = new MinHash(128);
    for (double similarity : new double[] {.3, .5, .7, .8, .9}) {
      for (int union : new int[] {60, 500}) {
        Deviation seen = deviation(family, similarity, union);
        double formula = Math.sqrt(seen.exact() * (1 - seen.exact()) / 128);
        String where = "J " + similarity + ", union " + union;
        assertThat(seen.mean())
            .as(where)
            .isCloseTo(0, within(4 * formula / Math.sqrt(Deviation.PAIRS)));
        assertThat(seen.error()).as(where).isCloseTo(formula, within(.1 * formula));
      }
    }
  }

  /**
   * One permutation is as good as many where each bin gets several shingles, and unbiased where
   * bins stay empty. There the error is at most that of as many permutations as there are shingles:
   * a number tells nothing that its donor did not tell.
   */
  @Test
  void onePermutationEstimatesAsWell() {
    OnePermutationHash family = new OnePermutationHash(128);
    for (double similarity : new double[] {.3, .5, .7, .8, .9}) {
      for (int union : new int[] {60, 500, 5000}) {
        Deviation seen = deviation(family, similarity, union);
        double formula = Math.sqrt(seen.exact() * (1 - seen.exact()) / Math.min(128, union / 2.0));
        String where = "J " + similarity + ", union " + union;
        assertThat(seen.mean())
            .as(where)
            .isCloseTo(0, within(4 * formula / Math.sqrt(Deviation.PAIRS)));
        assertThat(seen.error()).as(where).isLessThan(1.1 * formula);
      }
    }
  }

  /** Mean and standard error of the estimates of pairs with one similarity. */
  private record Deviation(double exact, double mean, double error) {
    static final int PAIRS = 1000;
  }

  private static Deviation deviation(SignatureFamily family, double similarity, int union) {
    int shared = (int) Math.round(similarity * union);
    double exact = (double) shared / union;
    double sum = 0;
    double squares = 0;
    for (int pair = 0; pair < Deviation.PAIRS; pair++) {
      CounterRandom random = CounterRandom.of(3, "pairs-" + similarity + union, pair);
      int[] one = new int[shared + (union - shared) / 2];
      int[] other = new int[union - (union - shared) / 2];
      for (int i = 0; i < shared; i++) {
        one[i] = other[i] = random.nextInt();
      }
      for (int i = shared; i < one.length; i++) {
        one[i] = random.nextInt();
      }
      for (int i = shared; i < other.length; i++) {
        other[i] = random.nextInt();
      }
      double off = MinHash.estimate(signature(family, one), signature(family, other)) - exact;
      sum += off;
      squares += off * off;
    }
    return new Deviation(exact, sum / Deviation.PAIRS, Math.sqrt(squares / Deviation.PAIRS));
  }

  /** Bands find pairs as often as the formula says. */
  @Test
  void bandsFindPairsAsOftenAsTheySay() {
    Bands bands = new Bands(17, 5);
    double expected = bands.probability(140 / 200.0);
    double error = Math.sqrt(expected * (1 - expected) / 4000);
    assertThat(foundBy(new MinHash(bands.hashes()), bands, 1))
        .isCloseTo(expected, within(5 * error));
    // One permutation of sets of 1,700 shingles.
    assertThat(foundBy(new OnePermutationHash(bands.hashes()), bands, 10))
        .isGreaterThan(expected - 5 * error);
  }

  /** The share of 4,000 pairs with J = .7 that share a band; sets of 170 times a factor. */
  private static double foundBy(SignatureFamily family, Bands bands, int factor) {
    int found = 0;
    int pairs = 4000;
    for (int pair = 0; pair < pairs; pair++) {
      CounterRandom random = CounterRandom.of(5, "bands", pair);
      int[] one = new int[170 * factor];
      int[] other = new int[170 * factor];
      for (int i = 0; i < one.length; i++) {
        one[i] = random.nextInt();
        other[i] = i < 140 * factor ? one[i] : random.nextInt();
      }
      long[] a = MinHash.bandKeys(signature(family, one), bands);
      long[] b = MinHash.bandKeys(signature(family, other), bands);
      boolean met = false;
      for (int i = 0; i < a.length; i++) {
        met |= a[i] == b[i];
      }
      found += met ? 1 : 0;
    }
    return (double) found / pairs;
  }

  /** Stored band keys must mean the same in every version, those of characters too. */
  @Test
  void keysOfCharactersNeverChange() {
    NearSketcher sketcher =
        new NearSketcher(
            new NearSettings(TextUnit.CHAR, 5, 0.7, new Bands(17, 5), KeepRule.OLDEST));
    NearSketch fox = sketcher.sketch("The quick brown fox jumps over the lazy dog.");
    long[] keys = BandKeys.unpack(fox.bands());
    assertThat(keys[0]).isEqualTo(CHARACTERS_KEY_0);
    assertThat(keys[16]).isEqualTo(CHARACTERS_KEY_16);
    // What an object did before changes nothing.
    sketcher.sketch("The quick brown fox ".repeat(500));
    assertThat(sketcher.sketch("The quick brown fox jumps over the lazy dog.").bands())
        .isEqualTo(fox.bands());
  }

  private static final long CHARACTERS_KEY_0 = -2261186635069429417L;
  private static final long CHARACTERS_KEY_16 = -3815676465204883759L;
}
