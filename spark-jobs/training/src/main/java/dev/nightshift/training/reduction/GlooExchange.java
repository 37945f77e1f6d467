package dev.nightshift.training.reduction;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The exchange over c10d's Gloo. Each worker sums one shard of the flat gradient; then either the
 * sums are gathered and all workers update everything ({@link ZeroStage#REPLICATED}), or each
 * updates its shard and the parameters are gathered ({@link ZeroStage#OPTIMIZER}): the same bytes
 * travel, and the moments are divided between the workers.
 *
 * <p>Source: Rajbhandari, Rasley, Ruwase and He, "ZeRO: memory optimizations toward training
 * trillion parameter models", SC 2020, sections 5.1 and 7.1.
 */
public final class GlooExchange implements GradientExchange {

  private final GlooGroup group;
  private final ShardSum sum;
  private final ZeroStage zero;

  private GlooExchange(GlooGroup group, ZeroStage zero) {
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
   * @param givenUp whether the stage is over, asked while waiting for others
   * @throws LostWorkerException if the others do not come
   */
  public static GlooExchange join(
      String storeHost,
      int storePort,
      String ownHost,
      int rank,
      int workers,
      ZeroStage zero,
      BooleanSupplier givenUp) {
    return new GlooExchange(
        GlooGroup.join(storeHost, storePort, ownHost, rank, workers, givenUp), zero);
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
    return zero == ZeroStage.REPLICATED ? BlockRange.all(blocks) : sum.shard(blocks, rank());
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
    long[] received = new long[workers()];
    long[] sent = new long[workers()];
    for (int worker = 0; rank() == 0 && worker < workers(); worker++) {
      received[worker] = overlap(sum.shard(blocks, worker), from, length);
    }
    BlockRange own = sum.shard(blocks, rank());
    sent[0] = overlap(own, from, length);
    long start = Math.min(own.length(), Math.max(0, from - own.from()));
    Tensor stretch = ShardSum.empty(rank() == 0 ? length : 0);
    group.allToAll(stretch, received, shard.narrow(0, start, sent[0]), sent);
    return stretch;
  }

  private static long overlap(BlockRange shard, long from, long length) {
    return Math.max(0, Math.min(shard.to(), from + length) - Math.max(shard.from(), from));
  }

  @Override
  public void close() {
    sum.close();
    group.close();
  }
}
