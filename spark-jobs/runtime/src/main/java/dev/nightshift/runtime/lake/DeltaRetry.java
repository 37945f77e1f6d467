package dev.nightshift.runtime.lake;

import dev.nightshift.schema.error.WorkException;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a Delta commit that lost against another process.
 *
 * <p>Delta itself repeats plain appends. What remains are two processes that make one table, or
 * write one run, at the same time; the second attempt then finds the table, or the rows.
 */
final class DeltaRetry {

  private static final Logger LOG = LoggerFactory.getLogger(DeltaRetry.class);
  private static final int ATTEMPTS = 12;
  private static final long FIRST_PAUSE_MILLIS = 20;

  private DeltaRetry() {}

  /**
   * Runs an attempt until it succeeds.
   *
   * @param what what is attempted, for the messages
   * @param settled tells whether an attempt that failed for any reason may be repeated, because
   *     another process has meanwhile done what was in its way
   */
  static <T> T until(String what, Supplier<T> attempt, BooleanSupplier settled) {
    for (int i = 1; ; i++) {
      try {
        return attempt.get();
      } catch (ConcurrentModificationException e) {
        if (i == ATTEMPTS) {
          throw new WorkException(
              what + " lost against other writers " + ATTEMPTS + " times",
              "",
              "Run it again when fewer processes write to this table.",
              e);
        }
        LOG.info("{}: lost against another writer ({}), again", what, e.getClass().getSimpleName());
      } catch (RuntimeException e) {
        if (i == ATTEMPTS || !settled.getAsBoolean()) {
          throw e;
        }
        LOG.info("{}: another writer was faster ({}), again", what, e.toString());
      }
      pause(FIRST_PAUSE_MILLIS << Math.min(i, 6));
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException("interrupted while waiting for another writer", "", "", e);
    }
  }
}
