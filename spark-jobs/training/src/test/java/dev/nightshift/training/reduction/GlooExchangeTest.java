package dev.nightshift.training.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.trainer.FlatLayout;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GlooExchangeTest {

  private static final int BLOCKS = 5;
  private static final int LENGTH = BLOCKS * FlatLayout.BLOCK;

  @Test
  void anyNumberOfWorkersGivesTheBitsOfOne() throws Exception {
    for (int count : new int[] {2, 7}) {
      List<float[]> alone = totals(1, count);
      for (int workers = 2; workers <= 4; workers++) {
        for (float[] total : totals(workers, count)) {
          assertThat(total).as(count + " over " + workers).isEqualTo(alone.get(0));
        }
      }
    }
  }

  private static List<float[]> totals(int workers, int count) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Callable<float[]>> tasks = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        int own = rank;
        tasks.add(
            () -> {
              try (GradientExchange exchange =
                  workers == 1
                      ? new OneWorker()
                      : GlooExchange.join("127.0.0.1", port, "127.0.0.1", own, workers)) {
                return total(exchange, count);
              }
            });
      }
      List<float[]> totals = new ArrayList<>();
      for (Future<float[]> future : threads.invokeAll(tasks)) {
        totals.add(future.get());
      }
      return totals;
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] total(GradientExchange exchange, int count) {
    try (PointerScope scope = new PointerScope();
        TreeSum sum = new TreeSum(LENGTH, 2)) {
      int to = exchange.firstOf(exchange.rank() + 1, count);
      for (int i = exchange.firstOf(exchange.rank(), count); i < to; i++) {
        CounterRandom random = CounterRandom.of(3, "gradient", i);
        float[] values = new float[LENGTH];
        for (int k = 0; k < LENGTH; k += 997) {
          values[k] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
        }
        sum.addLeaf(i, Tensor.create(values), new double[] {i, 1});
      }
      Tensor into = Tensor.create(new float[LENGTH]);
      double[] scalars = exchange.total(sum, count, into);
      assertThat(scalars).containsExactly(count * (count - 1) / 2.0, count);
      float[] result = new float[LENGTH];
      into.data_ptr_float().get(result);
      return result;
    }
  }
}
