package dev.nightshift.eval.sandbox;

import dev.nightshift.schema.error.NightshiftException;
import dev.nightshift.schema.error.WorkException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work that mostly waits for programs, done on several threads; results keep their order. */
public final class SideBySide {

  private SideBySide() {}

  /**
   * The results of some work on each of some things.
   *
   * @param threads most threads, at least 1
   * @throws NightshiftException the first that the work threw, in the order of the things; what
   *     runs then is interrupted
   */
  public static <T, R> List<R> map(List<T> things, int threads, Function<T, R> work) {
    if (threads == 1 || things.size() <= 1) {
      return things.stream().map(work).toList();
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, things.size()));
    try {
      List<Future<R>> running = new ArrayList<>();
      for (T thing : things) {
        running.add(pool.submit(() -> work.apply(thing)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException("interrupted while programs ran", "sandbox", "");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NightshiftException known) {
        throw known;
      }
      throw new IllegalStateException("work beside other work failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
