package dev.nightshift.training.reduction;

import dev.nightshift.training.trainer.FlatLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The exchange over c10d's Gloo. Each worker sums one shard of the flat buffer: the shards of all
 * nodes go to its owner (all to all), are added there along the tree, and the sums are gathered. A
 * ring all-reduce would add in an order that depends on the number of workers.
 *
 * <p>A worker that waits longer than {@link #TIMEOUT_MILLIS} for the others fails, and with it the
 * stage.
 */
public final class GlooExchange implements GradientExchange {

  /** How long a worker waits for the others. */
  public static final long TIMEOUT_MILLIS = 30 * 60_000L;

  private final TCPStore store;
  private final ProcessGroupGloo group;
  private final int rank;
  private final int workers;

  private GlooExchange(TCPStore store, ProcessGroupGloo group, int rank, int workers) {
    this.store = store;
    this.group = group;
    this.rank = rank;
    this.workers = workers;
  }

  /**
   * Joins a group.
   *
   * @param storeHost where the first worker's store listens
   * @param storePort its port
   * @param ownHost the address of this worker that the others reach
   * @param rank this worker, from 0; the first one opens the store
   * @param workers number of workers
   */
  public static GlooExchange join(
      String storeHost, int storePort, String ownHost, int rank, int workers) {
    try (PointerScope scope = new PointerScope()) {
      Milliseconds timeout = new Milliseconds(TIMEOUT_MILLIS);
      TCPStoreOptions options =
          new TCPStoreOptions()
              .port((short) storePort)
              .isServer(rank == 0)
              .numWorkers(new SizeTPointer(1).put(workers))
              .waitWorkers(false)
              .timeout(timeout);
      TCPStore store = new TCPStore(storeHost, options);
      ProcessGroupGloo.Options gloo = ProcessGroupGloo.Options.create(timeout);
      gloo.devices().push_back(ProcessGroupGloo.createDeviceForHostname(ownHost));
      ProcessGroupGloo group = new ProcessGroupGloo(store, rank, workers, gloo);
      store.retainReference();
      group.retainReference();
      return new GlooExchange(store, group, rank, workers);
    }
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int workers() {
    return workers;
  }

  @Override
  public double[] total(TreeSum local, int count, Tensor into) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      List<List<long[]>> nodes = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        nodes.add(TreeSum.nodesOf(firstOf(worker, count), firstOf(worker + 1, count)));
      }
      List<TreeNode> own = local.nodes();
      long shard = shardLength(into.numel());
      Tensor received = shuffle(own, nodes, shard);
      double[][] scalars = gatherScalars(own, nodes, local.scalars());
      try (TreeSum sum = new TreeSum(shard, local.scalars())) {
        int at = 0;
        for (List<long[]> ofWorker : nodes) {
          for (long[] node : ofWorker) {
            Tensor part = received.narrow(0, at * shard, shard);
            sum.addNode((int) node[0], node[1], part, scalars[at]);
            at++;
          }
        }
        Tensor ownShard =
            torch.zeros(new long[] {shard}, new TensorOptions(torch.ScalarType.Float));
        double[] totals = sum.finish(ownShard);
        gather(ownShard, shard, into);
        local.reset();
        return totals;
      }
    }
  }

  /** Blocks are divided evenly; the last shards may reach beyond the buffer and are padded. */
  private long shardLength(long length) {
    long blocks = length / FlatLayout.BLOCK;
    return (blocks + workers - 1) / workers * FlatLayout.BLOCK;
  }

  /** Sends shard w of each own node to worker w; returns the own shard of all nodes, in order. */
  private Tensor shuffle(List<TreeNode> own, List<List<long[]>> nodes, long shard) {
    long all = nodes.stream().mapToLong(List::size).sum();
    Tensor send =
        torch.zeros(
            new long[] {Math.max(1, own.size() * workers), shard},
            new TensorOptions(torch.ScalarType.Float));
    for (int worker = 0; worker < workers; worker++) {
      for (int n = 0; n < own.size(); n++) {
        Tensor gradient = own.get(n).gradient();
        long from = worker * shard;
        long length = Math.min(shard, gradient.numel() - from);
        if (length > 0) {
          send.select(0, (long) worker * own.size() + n)
              .narrow(0, 0, length)
              .copy_(gradient.narrow(0, from, length));
        }
      }
    }
    Tensor received =
        torch.zeros(new long[] {all * shard}, new TensorOptions(torch.ScalarType.Float));
    LongVector outputs = new LongVector(workers);
    LongVector inputs = new LongVector(workers);
    for (int worker = 0; worker < workers; worker++) {
      outputs.put(worker, nodes.get(worker).size() * shard);
      inputs.put(worker, own.size() * shard);
    }
    Tensor flat = send.view(-1).narrow(0, 0, (long) own.size() * workers * shard);
    group.alltoall_base(received, flat, outputs, inputs)._wait();
    return received;
  }

  /** The scalars of all nodes of all workers, in order; each worker's share is padded alike. */
  private double[][] gatherScalars(List<TreeNode> own, List<List<long[]>> nodes, int scalars) {
    int most = nodes.stream().mapToInt(List::size).max().orElse(1);
    int width = Math.max(1, most * scalars);
    double[] mine = new double[width];
    for (int n = 0; n < own.size(); n++) {
      System.arraycopy(own.get(n).scalars(), 0, mine, n * scalars, scalars);
    }
    Tensor whole =
        torch.zeros(
            new long[] {(long) workers * width}, new TensorOptions(torch.ScalarType.Double));
    group._allgather_base(whole, Tensor.create(mine))._wait();
    double[] values = new double[workers * width];
    whole.data_ptr_double().get(values);
    List<double[]> rows = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      for (int n = 0; n < nodes.get(worker).size(); n++) {
        int from = worker * width + n * scalars;
        rows.add(Arrays.copyOfRange(values, from, from + scalars));
      }
    }
    return rows.toArray(new double[0][]);
  }

  private void gather(Tensor ownShard, long shard, Tensor into) {
    Tensor whole =
        torch.zeros(new long[] {workers * shard}, new TensorOptions(torch.ScalarType.Float));
    group._allgather_base(whole, ownShard)._wait();
    into.copy_(whole.narrow(0, 0, into.numel()));
  }

  @Override
  public void close() {
    group.releaseReference();
    store.releaseReference();
  }
}
