package dev.nightshift.training.reduction;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.BlockRange.Stretch;
import dev.nightshift.training.trainer.FlatLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The exchange over c10d's Gloo. Each worker sums one shard of the flat gradient; then either the
 * sums are gathered and all workers update everything ({@link ZeroStage#REPLICATED}), or each
 * updates its shard and the parameters are gathered ({@link ZeroStage#OPTIMIZER}): the same bytes
 * travel, and the moments are divided between the workers. With {@link ZeroStage#PARAMETERS}
 * nothing is whole, and {@link ShardedUnits} do the work.
 *
 * <p>Source: Rajbhandari, Rasley, Ruwase and He, "ZeRO: memory optimizations toward training
 * trillion parameter models", SC 2020, sections 5.1 and 7.1.
 */
public final class C10dExchange implements GradientExchange {

  private final C10dGroup group;
  private final ShardSum sum;
  private final ZeroStage zero;

  private C10dExchange(C10dGroup group, ZeroStage zero) {
    this.group = group;
    this.sum = new ShardSum(group);
    this.zero = zero;
  }

  /**
   * Joins a group.
   *
   * @param storeHost where the first worker's store listens
   * @param storePort its port
   * @param ownHost the address of this worker that the others reach
   * @param rank this worker, from 0; the first one opens the store
   * @param workers number of workers
   * @param zero what is divided between the workers
   * @param device where the tensors lie
   * @param givenUp whether the stage is over, asked while waiting for others
   * @throws LostWorkerException if the others do not come
   */
  public static C10dExchange join(
      String storeHost,
      int storePort,
      String ownHost,
      int rank,
      int workers,
      ZeroStage zero,
      Device device,
      BooleanSupplier givenUp) {
    return new C10dExchange(
        C10dGroup.join(storeHost, storePort, ownHost, rank, workers, device, givenUp), zero);
  }

  @Override
  public int rank() {
    return group.rank();
  }

  @Override
  public int workers() {
    return group.workers();
  }

  @Override
  public BlockRange own(long blocks) {
    return own(blocks, rank());
  }

  private BlockRange own(long blocks, int worker) {
    return switch (zero) {
      case REPLICATED -> BlockRange.all(blocks);
      case OPTIMIZER -> sum.shard(blocks, worker);
      case PARAMETERS -> BlockRange.cyclic(blocks, worker, workers());
    };
  }

  @Override
  public @Nullable ShardedUnits units(FlatLayout layout, ToIntFunction<String> unitOf) {
    return zero == ZeroStage.PARAMETERS ? new ShardedUnits(layout, unitOf, group) : null;
  }

  @Override
  public double[] total(TreeSum local, int count, Tensor into) {
    List<List<long[]>> nodes = new ArrayList<>();
    for (int worker = 0; worker < workers(); worker++) {
      nodes.add(TreeSum.nodesOf(firstOf(worker, count), firstOf(worker + 1, count)));
    }
    double[] totals = sum.total(local, nodes, into);
    if (zero == ZeroStage.REPLICATED) {
      gather(into);
    }
    return totals;
  }

  @Override
  public double[] ofAllMicroBatches(double[] own, int count, int width) {
    int most = (count + workers() - 1) / workers();
    double[][] rows = group.allGather(Arrays.copyOf(own, most * width));
    double[] all = new double[count * width];
    for (int worker = 0; worker < workers(); worker++) {
      int from = firstOf(worker, count);
      int length = firstOf(worker + 1, count) - from;
      System.arraycopy(rows[worker], 0, all, from * width, length * width);
    }
    return all;
  }

  @Override
  public double[] ofAllBlocks(double[] own, long blocks) {
    if (zero == ZeroStage.REPLICATED) {
      return own;
    }
    int most = Math.toIntExact((blocks + workers() - 1) / workers());
    double[][] rows = group.allGather(Arrays.copyOf(own, most));
    double[] all = new double[Math.toIntExact(blocks)];
    for (int worker = 0; worker < workers(); worker++) {
      BlockRange shard = sum.shard(blocks, worker);
      System.arraycopy(rows[worker], 0, all, (int) shard.first(), (int) shard.count());
    }
    return all;
  }

  @Override
  public void share(Tensor flat) {
    if (zero != ZeroStage.REPLICATED) {
      gather(flat);
    }
  }

  private void gather(Tensor flat) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      List<Tensor> shards = new ArrayList<>();
      for (int worker = 0; worker < workers(); worker++) {
        shards.add(sum.shard(flat.numel() / FlatLayout.BLOCK, worker).of(flat));
      }
      group.broadcastAll(shards);
    }
  }

  @Override
  public Tensor collect(Tensor shard, long blocks, long from, long length) {
    if (zero == ZeroStage.REPLICATED) {
      return GradientExchange.super.collect(shard, blocks, from, length);
    }
    List<List<Stretch>> parts = new ArrayList<>();
    for (int worker = 0; worker < workers(); worker++) {
      parts.add(own(blocks, worker).stretches(from, from + length));
    }
    long[] received = new long[workers()];
    for (int worker = 0; rank() == 0 && worker < workers(); worker++) {
      received[worker] = parts.get(worker).stream().mapToLong(Stretch::length).sum();
    }
    long[] sent = new long[workers()];
    sent[0] = parts.get(rank()).stream().mapToLong(Stretch::length).sum();
    Tensor stretch = ShardSum.empty(rank() == 0 ? length : 0, shard);
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor packed = ShardSum.empty(sent[0], shard);
      long at = 0;
      for (Stretch part : parts.get(rank())) {
        packed.narrow(0, at, part.length()).copy_(shard.narrow(0, part.inShard(), part.length()));
        at += part.length();
      }
      Tensor arrived = ShardSum.empty(stretch.numel(), shard);
      group.allToAll(arrived, received, packed, sent);
      at = 0;
      for (int worker = 0; rank() == 0 && worker < workers(); worker++) {
        for (Stretch part : parts.get(worker)) {
          stretch
              .narrow(0, part.from() - from, part.length())
              .copy_(arrived.narrow(0, at, part.length()));
          at += part.length();
        }
      }
    }
    return stretch;
  }

  @Override
  public void close() {
    sum.close();
    group.close();
  }
}
