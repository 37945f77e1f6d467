package dev.nightshift.training.reduction;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Device;

/** Workers as threads of this process, who exchange over the loopback. */
public final class TestWorkers {

  private TestWorkers() {}

  /** What a worker does. */
  public interface Work<T> {
    /** The result of one worker. */
    T of(GradientExchange exchange) throws Exception;
  }

  /** The results of all workers, in their order. */
  public static <T> List<T> together(int workers, ZeroStage zero, Work<T> work) throws Exception {
    return together(workers, zero, work, () -> false);
  }

  static <T> List<T> together(int workers, ZeroStage zero, Work<T> work, BooleanSupplier givenUp)
      throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        int own = rank;
        tasks.add(
            () -> {
              try (GradientExchange exchange =
                  C10dExchange.join(
                      "127.0.0.1",
                      port,
                      "127.0.0.1",
                      own,
                      workers,
                      zero,
                      new Device("cpu"),
                      givenUp)) {
                return work.of(exchange);
              }
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
