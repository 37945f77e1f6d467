package dev.nightshift.training.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;

/**
 * The collectives of c10d's Gloo, over TCP.
 *
 * <p>A worker whose process ends closes its connections, and the others fail at once. One that
 * falls silent, such as by a broken network, is noticed by whoever keeps the stage: a waiting
 * worker asks every {@link #SLICE_MILLIS} whether the stage is still wanted. The last resort is
 * {@link #TIMEOUT_MILLIS}.
 */
final class GlooGroup implements Collectives {

  /** How long a worker waits for the others within a collective. */
  static final long TIMEOUT_MILLIS = 2 * 60 * 60_000L;

  /** How long it waits for them to join. */
  static final long JOIN_MILLIS = 60_000L;

  /** How often a waiting worker asks whether the stage is still wanted. */
  static final long SLICE_MILLIS = 500;

  private final TCPStore store;
  private final ProcessGroupGloo group;
  private final Milliseconds slice;
  private final int rank;
  private final int workers;
  private final BooleanSupplier givenUp;
  private boolean abandoned;

  private GlooGroup(
      TCPStore store,
      ProcessGroupGloo group,
      Milliseconds slice,
      int rank,
      int workers,
      BooleanSupplier givenUp) {
    this.store = store;
    this.group = group;
    this.slice = slice;
    this.rank = rank;
    this.workers = workers;
    this.givenUp = givenUp;
    store.retainReference();
    group.retainReference();
    slice.retainReference();
  }

  /** Joins a group; see {@link GlooExchange#join}. */
  static GlooGroup join(
      String storeHost,
      int storePort,
      String ownHost,
      int rank,
      int workers,
      BooleanSupplier givenUp) {
    try (PointerScope scope = new PointerScope()) {
      Milliseconds joining = new Milliseconds(JOIN_MILLIS);
      TCPStoreOptions options =
          new TCPStoreOptions()
              .port((short) storePort)
              .isServer(rank == 0)
              .numWorkers(new SizeTPointer(1).put(workers))
              .waitWorkers(false)
              .timeout(joining);
      TCPStore store = new TCPStore(storeHost, options);
      ProcessGroupGloo.Options gloo = ProcessGroupGloo.Options.create(joining);
      gloo.devices().push_back(ProcessGroupGloo.createDeviceForHostname(ownHost));
      ProcessGroupGloo group = new ProcessGroupGloo(store, rank, workers, gloo);
      group.setTimeout(new Milliseconds(TIMEOUT_MILLIS));
      return new GlooGroup(store, group, new Milliseconds(SLICE_MILLIS), rank, workers, givenUp);
    } catch (RuntimeException e) {
      throw new LostWorkerException("worker " + rank + " could not join the others", e);
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
  public void allToAll(Tensor received, long[] receivedParts, Tensor sent, long[] sentParts) {
    try (PointerScope scope = new PointerScope()) {
      LongVector outputs = new LongVector(receivedParts);
      LongVector inputs = new LongVector(sentParts);
      await(started(() -> group.alltoall_base(received, sent, outputs, inputs)));
    }
  }

  @Override
  public void broadcastAll(List<Tensor> parts) {
    try (PointerScope scope = new PointerScope()) {
      List<Work> works = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        if (parts.get(worker).numel() > 0) {
          TensorVector part = new TensorVector(parts.get(worker));
          BroadcastOptions options = new BroadcastOptions();
          options.rootRank(worker);
          works.add(started(() -> group.broadcast(part, options)));
        }
      }
      works.forEach(this::await);
    }
  }

  @Override
  public double[][] allGather(double[] row) {
    try (PointerScope scope = new PointerScope()) {
      Tensor whole =
          torch.zeros(
              new long[] {(long) workers * row.length}, new TensorOptions(torch.ScalarType.Double));
      Tensor own = Tensor.create(row);
      await(started(() -> group._allgather_base(whole, own)));
      double[] values = new double[workers * row.length];
      whole.data_ptr_double().get(values);
      double[][] rows = new double[workers][row.length];
      for (int worker = 0; worker < workers; worker++) {
        System.arraycopy(values, worker * row.length, rows[worker], 0, row.length);
      }
      return rows;
    }
  }

  private interface Start {
    Work run();
  }

  private Work started(Start start) {
    try {
      return start.run();
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  private void await(Work work) {
    while (true) {
      try {
        work._wait(slice);
        return;
      } catch (RuntimeException e) {
        if (work.isCompleted()) {
          finish(work);
          return;
        }
        if (givenUp.getAsBoolean()) {
          abandoned = true;
          throw new LostWorkerException("worker " + rank + " was told that the stage is over", e);
        }
      }
    }
  }

  private void finish(Work work) {
    try {
      work._wait();
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  private LostWorkerException lost(RuntimeException e) {
    return new LostWorkerException("worker " + rank + " lost the connection to another one", e);
  }

  /**
   * Leaves the group. One with a collective under way would wait for it until the time-out, so it
   * is left to the process.
   */
  @Override
  public void close() {
    if (!abandoned) {
      group.releaseReference();
      store.releaseReference();
      slice.releaseReference();
    }
  }
}
