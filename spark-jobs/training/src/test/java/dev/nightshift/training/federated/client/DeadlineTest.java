package dev.nightshift.training.federated.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private static LocalSettings settings(long steps, double seconds) {
    return new LocalSettings(1, 1, 4, 4, .1, 0, 0, steps, seconds);
  }

  /** 1.5 s are allowed: the second step ends in time, the third a nanosecond late. */
  @Test
  void aClientThatTakesLongerIsTooSlow() {
    AtomicLong clock = new AtomicLong(7);
    Deadline deadline = Deadline.begin(settings(0, 1.5), 100, clock::get);
    clock.set(7 + 1_500_000_000L);
    assertThatCode(() -> deadline.check(2)).doesNotThrowAnyException();
    clock.incrementAndGet();
    assertThatThrownBy(() -> deadline.check(3))
        .isInstanceOf(StragglerException.class)
        .hasMessage("took more than 1.5 s for 3 steps");
  }

  @Test
  void withoutADeadlineNobodyIsTooSlow() {
    AtomicLong clock = new AtomicLong();
    Deadline deadline = Deadline.begin(settings(0, 0), Long.MAX_VALUE, clock::get);
    clock.set(Long.MAX_VALUE);
    assertThatCode(() -> deadline.check(3)).doesNotThrowAnyException();
    assertThatCode(() -> Deadline.begin(settings(5, 0), 5, clock::get)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Deadline.begin(settings(5, 0), 6, clock::get))
        .isInstanceOf(StragglerException.class)
        .hasMessage("needs 6 steps where 5 are allowed");
  }
}
