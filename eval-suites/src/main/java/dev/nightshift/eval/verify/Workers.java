package dev.nightshift.eval.verify;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs comparisons on a bounded number of threads of their own, so that the caller has its verdict
 * in time whatever a comparison does, on any thread. A comparison that overruns is interrupted; it
 * sees that at its next step. Were one never to end, its thread would be lost, and no other made in
 * its place: the next ones would be undecided rather than pile up.
 */
final class Workers {

  // One for the process, as a bound for each verifier would be none.
  private static final Workers PROCESS =
      new Workers(Math.max(2, Runtime.getRuntime().availableProcessors()));

  private static final int STACK_BYTES = 4 << 20;

  private final ThreadPoolExecutor pool;

  Workers(int threads) {
    AtomicInteger count = new AtomicInteger();
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread =
                  new Thread(null, task, "verifier-" + count.incrementAndGet(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  static Workers process() {
    return PROCESS;
  }

  /** The verdict of a comparison, or an undecided one after so many milliseconds. */
  Verdict call(Callable<Verdict> comparison, long millis) {
    if (Thread.currentThread().isInterrupted()) {
      // A comparison that is over at once would be told, another one not.
      return Verdict.undecided("interrupted");
    }
    FutureTask<Verdict> verdict = new FutureTask<>(comparison);
    pool.execute(verdict);
    try {
      return verdict.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      verdict.cancel(true);
      pool.remove(verdict);
      return Verdict.undecided("no verdict within " + millis + " ms");
    } catch (InterruptedException e) {
      verdict.cancel(true);
      Thread.currentThread().interrupt();
      return Verdict.undecided("interrupted");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return Verdict.undecided(
          cause instanceof StackOverflowError ? "nested too deeply" : "failed: " + cause);
    }
  }
}
