package dev.nightshift.training.trainer;

import dev.nightshift.inference.tensor.NativeThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;

/**
 * The cores of a worker. Each lane goes through one micro-batch at a time on one thread, so that
 * neither the number of lanes nor that of cores can change a bit: what a product gives depends on
 * how many threads share it. It is the faster way too, since no operation waits for helpers.
 *
 * <p>Results are taken in the order of their indices by the thread that asked.
 */
public final class Lanes implements AutoCloseable {

  private final List<ExecutorService> threads = new ArrayList<>();

  /**
   * Lanes.
   *
   * @param count how many, at least 1
   */
  public Lanes(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("there are " + count + " lanes");
    }
    NativeThreads.productsOnOne();
    for (int lane = 0; lane < count; lane++) {
      String name = "training-lane-" + lane;
      threads.add(
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(() -> alone(task), name);
                thread.setDaemon(true);
                return thread;
              }));
    }
  }

  private static void alone(Runnable task) {
    NativeThreads.operationsOnOne();
    task.run();
  }

  /** How many there are. */
  public int count() {
    return threads.size();
  }

  /**
   * Work of one index.
   *
   * @param <R> what it gives; nothing native
   */
  @FunctionalInterface
  public interface Work<R> {
    /** Does the work on a lane; what is made on the way is released at its end. */
    R on(int lane);
  }

  /**
   * Takes the result of an index.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  public interface Taker<R> {
    /** Takes a result; the lane rests until this returns. */
    void take(int index, int lane, R result);
  }

  /**
   * Does the work of the indices {@code [from, to)}.
   *
   * @param work the work of an index; made by the calling thread, in the order of the indices
   * @param taker takes each result, on the calling thread and in the order of the indices
   */
  public <R> void inOrder(int from, int to, IntFunction<Work<R>> work, Taker<R> taker) {
    List<Future<R>> running = new ArrayList<>();
    try {
      for (int i = from; i < Math.min(to, from + count()); i++) {
        running.add(start(i - from, work.apply(i)));
      }
      for (int i = from; i < to; i++) {
        int lane = (i - from) % count();
        taker.take(i, lane, result(running.get(lane)));
        int next = i + count();
        if (next < to) {
          running.set(lane, start(lane, work.apply(next)));
        }
      }
    } finally {
      running.forEach(Lanes::await);
    }
  }

  /** Does one piece of work on the first lane. */
  public <R> R alone(Work<R> work) {
    Future<R> running = start(0, work);
    try {
      return result(running);
    } finally {
      await(running);
    }
  }

  private <R> Future<R> start(int lane, Work<R> work) {
    return threads
        .get(lane)
        .submit(
            () -> {
              try (PointerScope scope = new PointerScope()) {
                return work.on(lane);
              }
            });
  }

  private static <R> R result(Future<R> running) {
    try {
      return running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a micro-batch", e);
    }
  }

  /** Waits for the end of work whose result nobody takes: it uses memory that is about to go. */
  private static void await(Future<?> running) {
    boolean interrupted = false;
    while (!running.isDone()) {
      try {
        running.get();
      } catch (ExecutionException e) {
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
  }
}
