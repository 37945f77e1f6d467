package dev.nightshift.curation.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DivergenceTest {

  private static final double[] HALVES = {0.5, 0.5};
  private static final double[] QUARTERS = {0.25, 0.75};

  @Test
  void stabilityIndexOfTheFormula() {
    // (.5 - .25) ln 2 + (.5 - .75) ln (2/3) = .25 ln 3
    assertThat(Divergence.PSI.of(HALVES, QUARTERS)).isEqualTo(0.274653, within(1e-6));
    assertThat(Divergence.PSI.of(QUARTERS, HALVES)).isEqualTo(0.274653, within(1e-6));
    assertThat(Divergence.PSI.of(HALVES, HALVES)).isZero();
    // A category that comes new with half of all: (.5 - .0001) ln 5000 + (.5 - 1) ln .5
    assertThat(Divergence.PSI.of(HALVES, new double[] {1, 0}))
        .isEqualTo(0.4999 * Math.log(5000) + 0.5 * Math.log(2), within(1e-12));
  }

  @Test
  void jensenShannonDistanceIsOneForDisjointShares() {
    assertThat(Divergence.JS.of(new double[] {1, 0}, new double[] {0, 1})).isEqualTo(1);
    assertThat(Divergence.JS.of(HALVES, HALVES)).isZero();
    // m = (.375, .625): .5 log2(.5/.375) + .5 log2(.5/.625) = .046555,
    // .25 log2(.25/.375) + .75 log2(.75/.625) = .051035; half of the sum, and its root.
    assertThat(Divergence.JS.of(HALVES, QUARTERS)).isEqualTo(0.220896, within(1e-6));
  }

  @Test
  void kolmogorovSmirnovIsTheLargestGap() {
    // Cumulated: .1, .5, 1 against .3, .4, 1.
    assertThat(Divergence.KS.of(new double[] {0.1, 0.4, 0.5}, new double[] {0.3, 0.1, 0.6}))
        .isEqualTo(0.2, within(1e-12));
    assertThatThrownBy(() -> Divergence.KS.of(HALVES, new double[] {1}))
        .hasMessage("there are 2 shares now and 1 before");
  }

  @Test
  void earlierDistributionsHaveTheSameWeight() {
    Distribution now = new Distribution(Map.of("a", 1L, "b", 1L));
    Distribution small = new Distribution(Map.of("a", 1L));
    Distribution large = new Distribution(Map.of("b", 1000L));
    assertThat(now.divergence(Divergence.PSI, List.of(small, large))).isZero();
    assertThat(now.divergence(Divergence.JS, List.of(small))).isGreaterThan(0.4);
  }

  @Test
  void bucketsAreFourForEachDoublingAndSortLikeLengths() {
    assertThat(Distribution.bucket(0)).isEqualTo("0000000000");
    assertThat(Distribution.bucket(1)).isEqualTo("0000000001");
    assertThat(Distribution.bucket(1024)).isEqualTo("0000001024");
    assertThat(Distribution.bucket(1023)).isEqualTo("0000000862");
    assertThat(Distribution.bucket(Integer.MAX_VALUE)).isEqualTo("1805811302");
    String before = "";
    for (long length = 0; length < 5000; length++) {
      String bucket = Distribution.bucket(length);
      assertThat(bucket.compareTo(before)).isGreaterThanOrEqualTo(0);
      before = bucket;
    }
  }
}
