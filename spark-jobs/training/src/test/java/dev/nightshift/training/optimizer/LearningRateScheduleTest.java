package dev.nightshift.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  @Test
  void warmsUpLinearlyToThePeak() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.COSINE, 8, 4, 12, 0, 0);
    assertThat(schedule.rate(1)).isEqualTo(2);
    assertThat(schedule.rate(4)).isEqualTo(8);
    assertThat(schedule.rate(5)).isEqualTo(8);
  }

  /** p = (9 − 1 − 4) / 8 = ½: half way between peak and final rate. */
  @Test
  void cosineIsHalfWayInTheMiddle() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.COSINE, 8, 4, 12, 0, .5);
    assertThat(schedule.rate(9)).isCloseTo(6, within(1e-12));
    assertThat(schedule.rate(13)).isCloseTo(4, within(1e-12));
  }

  @Test
  void linearFallsByEqualParts() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.LINEAR, 8, 0, 4, 0, 0);
    assertThat(
            new double[] {schedule.rate(1), schedule.rate(2), schedule.rate(3), schedule.rate(4)})
        .containsExactly(8, 6, 4, 2);
  }

  @Test
  void wsdIsStableAndThenDecays() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.WSD, 8, 2, 10, 4, 0);
    assertThat(schedule.rate(6)).isEqualTo(8);
    assertThat(schedule.rate(7)).isEqualTo(8);
    assertThat(schedule.rate(10)).isEqualTo(2);
  }

  @Test
  void halvingHalvesAfterEachPhase() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.HALVING, 8, 1, 9, 3, 0);
    assertThat(schedule.rate(2)).isEqualTo(8);
    assertThat(schedule.rate(4)).isEqualTo(8);
    assertThat(schedule.rate(5)).isEqualTo(4);
    assertThat(schedule.rate(8)).isEqualTo(2);
    assertThat(new LearningRateSchedule(Shape.HALVING, 8, 0, 9, 2000, 0).rate(9)).isEqualTo(8);
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.HALVING, 8, 0, 9, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWarmUpLongerThanTheTrainingIsRefused() {
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1, 5, 4, 0, 0))
        .hasMessage("a warm-up of 5 steps does not fit into 4 steps");
  }
}
