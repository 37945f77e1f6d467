package dev.nightshift.training.reduction;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The sum of one shard per worker: the shards of all nodes go to their owner, who adds them along
 * the tree. A ring would add in an order that depends on the number of workers.
 *
 * <p>Nodes are sent from where they lie, in rounds: in round k each worker sends its k-th node, if
 * it has one. The memory that takes the shards is kept from step to step.
 */
final class ShardSum implements AutoCloseable {

  private final Collectives workers;
  private Tensor received;

  ShardSum(Collectives workers) {
    this.workers = workers;
    try (PointerScope scope = new PointerScope()) {
      this.received = kept(0, torch.empty(0));
    }
  }

  /** The shard of a worker. */
  BlockRange shard(long blocks, int worker) {
    return BlockRange.part(blocks, worker, workers.workers());
  }

  /**
   * Sums the own shard over all workers.
   *
   * @param local the micro-batches of this worker; empty afterwards
   * @param nodes level and index of the nodes of each worker, from left to right
   * @param into the flat gradient, whose own shard takes the total
   * @return the totals of the scalars
   */
  double[] total(TreeSum local, List<List<long[]>> nodes, Tensor into) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      BlockRange own = shard(into.numel() / FlatLayout.BLOCK, workers.rank());
      double[][] scalars = gatherScalars(local, nodes);
      List<List<Tensor>> shards = shuffle(local.nodes(), nodes, into, own.length());
      TreeFold fold = new TreeFold(read -> {});
      for (int worker = 0; worker < nodes.size(); worker++) {
        for (int n = 0; n < nodes.get(worker).size(); n++) {
          long[] node = nodes.get(worker).get(n);
          double[] values = new double[local.scalars()];
          System.arraycopy(scalars[worker], n * values.length, values, 0, values.length);
          fold.push(new TreeNode((int) node[0], node[1], shards.get(worker).get(n), values));
        }
      }
      TreeNode root = fold.root();
      own.of(into).copy_(root.gradient());
      local.reset();
      return root.scalars();
    }
  }

  /** Sends each shard of the own nodes to its owner; returns the own shard of all nodes. */
  private List<List<Tensor>> shuffle(
      List<TreeNode> own, List<List<long[]>> nodes, Tensor layout, long shard) {
    long all = nodes.stream().mapToLong(List::size).sum();
    reserve(all * shard, layout);
    List<List<Tensor>> shards = new ArrayList<>();
    nodes.forEach(ofWorker -> shards.add(new ArrayList<>()));
    int rounds = nodes.stream().mapToInt(List::size).max().orElse(0);
    long at = 0;
    for (int round = 0; round < rounds; round++) {
      long[] receivedParts = new long[workers.workers()];
      long[] sentParts = new long[workers.workers()];
      long start = at;
      for (int worker = 0; worker < workers.workers(); worker++) {
        if (round < nodes.get(worker).size()) {
          receivedParts[worker] = shard;
          shards.get(worker).add(received.narrow(0, at, shard));
          at += shard;
        }
        if (round < own.size()) {
          sentParts[worker] = shard(layout.numel() / FlatLayout.BLOCK, worker).length();
        }
      }
      Tensor sent = round < own.size() ? own.get(round).gradient() : received.narrow(0, 0, 0);
      workers.allToAll(received.narrow(0, start, at - start), receivedParts, sent, sentParts);
    }
    return shards;
  }

  private double[][] gatherScalars(TreeSum local, List<List<long[]>> nodes) {
    int most = nodes.stream().mapToInt(List::size).max().orElse(1);
    double[] row = new double[Math.max(1, most * local.scalars())];
    List<TreeNode> own = local.nodes();
    for (int n = 0; n < own.size(); n++) {
      System.arraycopy(own.get(n).scalars(), 0, row, n * local.scalars(), local.scalars());
    }
    return workers.allGather(row);
  }

  private void reserve(long elements, Tensor near) {
    if (received.numel() < elements) {
      received.releaseReference();
      received = kept(elements, near);
    }
  }

  private static Tensor kept(long elements, Tensor near) {
    Tensor tensor = empty(elements, near);
    tensor.retainReference();
    return tensor;
  }

  /** A tensor on the device of another, with undefined values; it belongs to the caller's scope. */
  static Tensor empty(long elements, Tensor near) {
    return torch.empty(
        new long[] {elements},
        near.options().dtype(new ScalarTypeOptional(torch.ScalarType.Float)),
        null);
  }

  @Override
  public void close() {
    received.releaseReference();
  }
}
