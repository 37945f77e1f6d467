package dev.nightshift.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {

  /** Bin (.8, .9]: half of two are right at .9; bin (.5, .6]: both are right at .6. */
  @Test
  void gapsAreWeightedByTheirBins() {
    double[] confidences = {.9, .9, .6, .6};
    boolean[] right = {true, false, true, true};
    // ½ |.5 − .9| + ½ |1 − .6|.
    assertThat(CalibrationError.expected(confidences, right, 10)).isCloseTo(.4, within(1e-12));
    // In one bin the gaps cancel: |.75 − .75|.
    assertThat(CalibrationError.expected(confidences, right, 1)).isCloseTo(0, within(1e-12));
  }

  /** Bins are open below and closed above, as in the paper: .5 belongs to (.4, .5]. */
  @Test
  void edgesBelongToTheLowerBin() {
    double[] confidences = {.5, .55, 0, 1};
    boolean[] right = {false, true, false, true};
    assertThat(CalibrationError.expected(confidences, right, 2))
        .isCloseTo((.5 + .45) / 4, within(1e-12));
  }

  @Test
  void whatIsRightAsOftenAsItSaysHasNoError() {
    int n = 40_000;
    double[] confidences = new double[n];
    boolean[] right = new boolean[n];
    for (int i = 0; i < n; i++) {
      CounterRandom random = CounterRandom.of(3, "calibrated", i);
      confidences[i] = .5 + random.nextDouble() / 2;
      right[i] = random.nextDouble() < confidences[i];
    }
    assertThat(CalibrationError.expected(confidences, right, CalibrationError.BINS))
        .isLessThan(.012);
    for (int i = 0; i < n; i++) {
      confidences[i] = Math.min(1, confidences[i] + .1);
    }
    assertThat(CalibrationError.expected(confidences, right, CalibrationError.BINS))
        .isBetween(.08, .11);
  }

  @Test
  void whatIsNoConfidenceIsRefused() {
    assertThatThrownBy(() -> CalibrationError.expected(new double[] {1.1}, new boolean[1], 15))
        .hasMessage("a confidence lies in [0, 1], was 1.1");
    assertThatThrownBy(() -> CalibrationError.expected(new double[0], new boolean[0], 15))
        .hasMessage("0 confidences, 0 outcomes, 15 bins");
  }
}
