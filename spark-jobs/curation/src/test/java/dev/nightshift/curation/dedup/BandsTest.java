package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BandsTest {

  /** P(s) = 1 − (1 − s^r)^b; at 14 x 8 and s = .5: 1 − (1 − 1/256)^14 = .053320. */
  @Test
  void probabilityIsThatOfOneBandAgreeingInAllRows() {
    double[][] expected = {
      {14, 8, .5, .053320},
      {14, 8, .7, .564504},
      {14, 8, .8, .923548},
      {14, 8, .9, .999622},
      {20, 13, .7, .176937},
      {20, 13, .8, .677254},
      {20, 13, .9, .997165},
      {25, 10, .7, .511470},
      {25, 10, .8, .941557},
      {25, 10, .9, .999978},
      {50, 4, .5, .960321},
      {50, 4, .7, .999999},
      {50, 4, .8, 1},
      {50, 4, .9, 1}
    };
    for (double[] row : expected) {
      assertThat(new Bands((int) row[0], (int) row[1]).probability(row[2]))
          .isCloseTo(row[3], within(1e-6));
    }
    assertThat(new Bands(3, 2).probability(0)).isZero();
    assertThat(new Bands(3, 2).probability(1)).isEqualTo(1);
  }

  /** The minima of the sum of both areas, as published tools find them by quadrature. */
  @Test
  void bestBandsWeighBothErrorsEqually() {
    assertThat(Bands.best(.5, 128)).isEqualTo(new Bands(25, 5));
    assertThat(Bands.best(.7, 128)).isEqualTo(new Bands(14, 9));
    assertThat(Bands.best(.8, 128)).isEqualTo(new Bands(9, 13));
    assertThat(Bands.best(.7, 256)).isEqualTo(new Bands(25, 10));
  }

  /**
   * At t = .7: with r = 5, t^r = .16807, and 1 − (1 − .16807)^b ≥ .95 from b = ln .05 / ln .83193 =
   * 16.28, so 17 bands and 85 hashes; with r = 6 it takes ln .05 / ln .882351 = 23.93, so 24 bands
   * and 144 hashes, which is more than 128.
   */
  @Test
  void recallDecidesTheBands() {
    assertThat(Bands.forRecall(.7, .95, 128)).isEqualTo(new Bands(17, 5));
    assertThat(Bands.forRecall(.7, .95, 144)).isEqualTo(new Bands(24, 6));
    Bands half = Bands.best(.7, 128);
    assertThat(half.probability(.7)).isCloseTo(.438232, within(1e-6));
    for (double threshold : new double[] {.5, .7, .8, .9, 1}) {
      for (double recall : new double[] {.5, .9, .95, .99}) {
        Bands bands = Bands.forRecall(threshold, recall, 128);
        assertThat(bands.probability(threshold)).isGreaterThanOrEqualTo(recall);
        assertThat(bands.hashes()).isLessThanOrEqualTo(128);
        if (bands.count() > 1) {
          Bands fewer = new Bands(bands.count() - 1, bands.rows());
          assertThat(fewer.probability(threshold)).isLessThan(recall);
        }
      }
    }
    assertThatThrownBy(() -> Bands.forRecall(.1, .99, 20))
        .hasMessage("20 hashes cannot find 0.99 of the pairs of similarity 0.1");
  }

  @Test
  void bandsAreReadAsTheyAreWritten() {
    assertThat(Bands.parse("14x8")).isEqualTo(new Bands(14, 8)).hasToString("14x8");
    assertThatThrownBy(() -> Bands.parse("14")).hasMessage("'14' are no bands");
    assertThatThrownBy(() -> Bands.parse("0x3")).hasMessage("bands are 0 x 3");
  }
}
