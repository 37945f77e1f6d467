package dev.nightshift.training.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PacingTest {

  /**
   * T 100, c0 .1, p 3, s 4. Half way: linear .5 · .9 + .1 = .55; root √(.5 (1 − .01) + .01) = √.505
   * = .710634; root-3 (.5 (1 − .001) + .001)^(1/3) = .5005^(1/3) = .793965. Of 4 levels 2 are done
   * after 50 steps and 1 after 49: step .1 + .9 · 2/4 = .55 and .325; exponential .1^(1/2) =
   * .316228 and .1^(3/4) = .177828.
   */
  @ParameterizedTest
  @CsvSource({
    "LINEAR, 0, .1",
    "LINEAR, 50, .55",
    "LINEAR, 100, 1",
    "ROOT, 0, .1",
    "ROOT, 50, .710634",
    "ROOT, 100, 1",
    "ROOT_P, 0, .1",
    "ROOT_P, 50, .793965",
    "ROOT_P, 1000, 1",
    "STEP, 0, .1",
    "STEP, 49, .325",
    "STEP, 50, .55",
    "STEP, 100, 1",
    "EXPONENTIAL, 0, .1",
    "EXPONENTIAL, 49, .177828",
    "EXPONENTIAL, 50, .316228",
    "EXPONENTIAL, 100, 1",
    "UNIFORM, 0, 1"
  })
  void competencesByHand(CurriculumKind kind, long taken, double expected) {
    assertThat(new Pacing(kind, .1, 100, 3, 4).competence(taken)).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(CurriculumKind.class)
  void competenceNeverFallsAndEndsAtOne(CurriculumKind kind) {
    if (!kind.isPaced()) {
      assertThatThrownBy(() -> new Pacing(kind, .1, 100, 2, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(kind.label() + " is no function of the step");
      return;
    }
    for (double start : new double[] {1e-6, .01, .3, 1}) {
      for (long steps : new long[] {1, 7, 1000}) {
        Pacing pacing = new Pacing(kind, start, steps, 5, 3);
        double before = 0;
        for (long taken = 0; taken <= steps + 3; taken++) {
          double now = pacing.competence(taken);
          assertThat(now).isBetween(before, 1.0);
          before = now;
        }
        assertThat(before).isEqualTo(1);
        if (kind != CurriculumKind.UNIFORM) {
          assertThat(pacing.competence(0)).isCloseTo(start, within(1e-12));
        }
      }
    }
  }

  /** A root of a higher degree is never behind one of a lower. */
  @Test
  void higherRootsAreFaster() {
    Pacing square = new Pacing(CurriculumKind.ROOT_P, .05, 50, 2, 1);
    Pacing cube = new Pacing(CurriculumKind.ROOT_P, .05, 50, 3, 1);
    for (long taken = 0; taken <= 50; taken++) {
      assertThat(cube.competence(taken)).isGreaterThanOrEqualTo(square.competence(taken) - 1e-12);
    }
  }
}
