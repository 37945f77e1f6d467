package dev.nightshift.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;

/**
 * Finds a position of an endless run of epochs: the epoch that it lies in and the place within. The
 * plan of the last epoch is kept, so that neighbouring positions cost nothing. Not safe for use by
 * several threads.
 *
 * @param <P> the plan of one epoch
 */
public final class EpochCursor<P> {

  private final LongFunction<P> planOf;
  private final ToIntFunction<P> sizeOf;
  private final List<Long> starts = new ArrayList<>(List.of(0L));
  private long planned = -1;
  private P plan;

  /** A place in an epoch. */
  public record Place<P>(long epoch, P plan, int index) {}

  /**
   * A cursor.
   *
   * @param planOf the plan of an epoch, from 0
   * @param sizeOf number of positions of a plan; must be positive
   */
  public EpochCursor(LongFunction<P> planOf, ToIntFunction<P> sizeOf) {
    this.planOf = planOf;
    this.sizeOf = sizeOf;
    this.plan = plan(0);
  }

  /** The place of a position, from 0. */
  public Place<P> at(long position) {
    int epoch = 0;
    while (end(epoch) <= position) {
      epoch++;
    }
    return new Place<>(epoch, plan(epoch), (int) (position - starts.get(epoch)));
  }

  /** Number of positions of the first epochs. */
  public long positions(long epochs) {
    return epochs == 0 ? 0 : end((int) epochs - 1);
  }

  private long end(int epoch) {
    while (starts.size() <= epoch + 1) {
      int next = starts.size() - 1;
      starts.add(starts.get(next) + sizeOf.applyAsInt(plan(next)));
    }
    return starts.get(epoch + 1);
  }

  private P plan(long epoch) {
    if (planned != epoch) {
      plan = planOf.apply(epoch);
      planned = epoch;
      if (sizeOf.applyAsInt(plan) < 1) {
        throw new IllegalArgumentException("an epoch needs at least one row to learn from");
      }
    }
    return plan;
  }
}
