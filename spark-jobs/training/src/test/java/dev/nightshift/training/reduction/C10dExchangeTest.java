package dev.nightshift.training.reduction;

import static dev.nightshift.training.reduction.TestWorkers.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class C10dExchangeTest {

  private static final int BLOCKS = 5;
  private static final int LENGTH = BLOCKS * FlatLayout.BLOCK;

  @ParameterizedTest
  @EnumSource(names = {"REPLICATED", "OPTIMIZER"})
  void anyNumberOfWorkersGivesTheBitsOfOne(ZeroStage zero) throws Exception {
    for (int count : new int[] {2, 7}) {
      float[] alone = total(new OneWorker(), count);
      for (int workers = 2; workers <= 4; workers++) {
        for (float[] total : together(workers, zero, exchange -> total(exchange, count))) {
          assertThat(total).as(count + " over " + workers).isEqualTo(alone);
        }
      }
    }
  }

  /** Six workers over five blocks: one of them has none. */
  @Test
  void blocksAreDividedEvenlyAndGatheredInOrder() throws Exception {
    List<double[]> seen =
        together(
            6,
            ZeroStage.OPTIMIZER,
            exchange -> {
              BlockRange own = exchange.own(BLOCKS);
              double[] values = new double[(int) own.count()];
              for (int i = 0; i < values.length; i++) {
                values[i] = 10 + own.first() + i;
              }
              return exchange.ofAllBlocks(values, BLOCKS);
            });
    assertThat(seen).hasSize(6).allSatisfy(v -> assertThat(v).containsExactly(10, 11, 12, 13, 14));
  }

  /** A stretch that begins in the first worker's blocks and ends in the third one's. */
  @Test
  void aStretchOfShardsComesToTheFirstWorker() throws Exception {
    long from = FlatLayout.BLOCK - 3;
    int length = 3 * FlatLayout.BLOCK + 5;
    List<float[]> seen =
        together(
            3,
            ZeroStage.OPTIMIZER,
            exchange -> {
              try (PointerScope scope = new PointerScope()) {
                BlockRange own = exchange.own(BLOCKS);
                float[] shard = new float[(int) own.length()];
                for (int i = 0; i < shard.length; i++) {
                  shard[i] = own.from() + i;
                }
                return floats(exchange.collect(Tensor.create(shard), BLOCKS, from, length));
              }
            });
    float[] expected = new float[length];
    for (int i = 0; i < length; i++) {
      expected[i] = from + i;
    }
    assertThat(seen.get(0)).isEqualTo(expected);
    assertThat(seen.get(1)).isEmpty();
    assertThat(seen.get(2)).isEmpty();
  }

  /** The second worker leaves; the first one must not wait for the time-out. */
  @Test
  void aWorkerWhoIsGoneIsNoticedAtOnce() {
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                together(
                    2,
                    ZeroStage.REPLICATED,
                    exchange -> exchange.rank() == 1 ? new float[0] : total(exchange, 2)))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(RuntimeException.class)
        .cause()
        .isInstanceOf(LostWorkerException.class)
        .hasMessage("worker 0 lost the connection to another one");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  /** The second worker falls silent and stays connected; the first one is told that all is over. */
  @Test
  void aWaitingWorkerEndsWhenTheStageIsGivenUp() {
    CountDownLatch firstEnded = new CountDownLatch(1);
    AtomicBoolean givenUp = new AtomicBoolean();
    assertThatThrownBy(
            () ->
                together(
                    2,
                    ZeroStage.REPLICATED,
                    exchange -> {
                      if (exchange.rank() == 1) {
                        givenUp.set(true);
                        firstEnded.await();
                        return new float[0];
                      }
                      try {
                        return total(exchange, 2);
                      } finally {
                        firstEnded.countDown();
                      }
                    },
                    givenUp::get))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(LostWorkerException.class)
        .hasMessage("worker 0 was told that the stage is over");
  }

  /** Two steps, so that what is kept from one to the next would show; the total of the second. */
  private static float[] total(GradientExchange exchange, int count) {
    try (PointerScope scope = new PointerScope();
        TreeSum sum = new TreeSum(LENGTH, 2)) {
      Tensor into = Tensor.create(new float[LENGTH]);
      for (int step = 1; step <= 2; step++) {
        int to = exchange.firstOf(exchange.rank() + 1, count);
        for (int i = exchange.firstOf(exchange.rank(), count); i < to; i++) {
          CounterRandom random = CounterRandom.of(step, "gradient", i);
          float[] values = new float[LENGTH];
          for (int k = 0; k < LENGTH; k += 997) {
            values[k] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
          }
          sum.addLeaf(i, Tensor.create(values), new double[] {i, 1});
        }
        double[] scalars = exchange.total(sum, count, into);
        assertThat(scalars).containsExactly(count * (count - 1) / 2.0, count);
      }
      exchange.share(into);
      return floats(into);
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] result = new float[(int) tensor.numel()];
    if (result.length > 0) {
      tensor.data_ptr_float().get(result);
    }
    return result;
  }
}
