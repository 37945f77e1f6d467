package dev.nightshift.training.federated.client;

import java.util.function.LongSupplier;

/** When a client of a round counts as too slow. */
public final class Deadline {

  private static final double NANOS = 1e9;

  private final LocalSettings settings;
  private final LongSupplier clock;
  private final long start;

  private Deadline(LocalSettings settings, LongSupplier clock) {
    this.settings = settings;
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  /**
   * The deadline of a client that begins now.
   *
   * @param settings how clients train
   * @param steps steps that it needs
   * @throws StragglerException if they are too many
   */
  public static Deadline begin(LocalSettings settings, long steps) {
    return begin(settings, steps, System::nanoTime);
  }

  /** The same by a clock of nanoseconds. */
  static Deadline begin(LocalSettings settings, long steps, LongSupplier clock) {
    if (settings.deadlineSteps() > 0 && steps > settings.deadlineSteps()) {
      throw new StragglerException(
          "needs " + steps + " steps where " + settings.deadlineSteps() + " are allowed");
    }
    return new Deadline(settings, clock);
  }

  /**
   * Looks at the clock after a step.
   *
   * @throws StragglerException if too much time has passed
   */
  public void check(long step) {
    if (settings.deadlineSeconds() > 0
        && clock.getAsLong() - start > settings.deadlineSeconds() * NANOS) {
      throw new StragglerException(
          "took more than " + settings.deadlineSeconds() + " s for " + step + " steps");
    }
  }
}
