package dev.nightshift.training.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.jspecify.annotations.Nullable;

/**
 * The collectives of c10d: Gloo over TCP for tensors of the CPU, NCCL for those of GPUs.
 *
 * <p>A worker whose process ends closes its connections, and the others fail at once. One that
 * falls silent, such as by a broken network, is noticed by whoever keeps the stage: a waiting
 * worker asks every {@link #SLICE_MILLIS} whether the stage is still wanted. The last resort is
 * {@link #TIMEOUT_MILLIS}.
 */
final class C10dGroup implements Collectives {

  /** How long a worker waits for the others within a collective. */
  static final long TIMEOUT_MILLIS = 2 * 60 * 60_000L;

  /** How long it waits for them to join. */
  static final long JOIN_MILLIS = 60_000L;

  /** How often a waiting worker asks whether the stage is still wanted. */
  static final long SLICE_MILLIS = 500;

  private final TCPStore store;
  private final Backend group;
  private final Device device;
  private final Milliseconds slice;
  private final int rank;
  private final int workers;
  private final BooleanSupplier givenUp;
  private boolean abandoned;

  private C10dGroup(
      TCPStore store,
      Backend group,
      Device device,
      Milliseconds slice,
      int rank,
      int workers,
      BooleanSupplier givenUp) {
    this.store = store;
    this.group = group;
    this.device = device;
    this.slice = slice;
    this.rank = rank;
    this.workers = workers;
    this.givenUp = givenUp;
    store.retainReference();
    group.retainReference();
    device.retainReference();
    slice.retainReference();
  }

  /** Joins a group; see {@link C10dExchange#join}. */
  static C10dGroup join(
      String storeHost,
      int storePort,
      String ownHost,
      int rank,
      int workers,
      Device device,
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
      Backend group =
          device.is_cuda()
              ? new ProcessGroupNCCL(store, rank, workers)
              : gloo(store, ownHost, rank, workers, joining);
      group.setTimeout(new Milliseconds(TIMEOUT_MILLIS));
      Milliseconds slice = new Milliseconds(SLICE_MILLIS);
      return new C10dGroup(store, group, device, slice, rank, workers, givenUp);
    } catch (RuntimeException e) {
      throw new LostWorkerException("worker " + rank + " could not join the others", e);
    }
  }

  private static ProcessGroupGloo gloo(
      TCPStore store, String ownHost, int rank, int workers, Milliseconds joining) {
    ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(joining);
    options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(ownHost));
    return new ProcessGroupGloo(store, rank, workers, options);
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
              new long[] {(long) workers * row.length},
              new TensorOptions(torch.ScalarType.Double).device(new DeviceOptional(device)));
      Tensor own = Tensor.create(row).to(device, torch.ScalarType.Double);
      await(started(() -> group._allgather_base(whole, own)));
      double[] values = new double[workers * row.length];
      whole.cpu().data_ptr_double().get(values);
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
    if (device.is_cuda()) {
      awaitGpu(work);
    } else {
      awaitCpu(work);
    }
  }

  /** NCCL gives a collective up for good when a wait times out, so this one only looks. */
  private void awaitGpu(Work work) {
    long asked = System.nanoTime();
    while (!work.isCompleted()) {
      Thread.onSpinWait();
      if (System.nanoTime() - asked > SLICE_MILLIS * 1_000_000) {
        asked = System.nanoTime();
        endIfGivenUp(null);
      }
    }
    finish(work);
  }

  private void awaitCpu(Work work) {
    while (true) {
      try {
        work._wait(slice);
        return;
      } catch (RuntimeException e) {
        if (work.isCompleted()) {
          finish(work);
          return;
        }
        endIfGivenUp(e);
      }
    }
  }

  private void endIfGivenUp(@Nullable RuntimeException cause) {
    if (givenUp.getAsBoolean()) {
      abandoned = true;
      throw new LostWorkerException("worker " + rank + " was told that the stage is over", cause);
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
      device.releaseReference();
      store.releaseReference();
      slice.releaseReference();
    }
  }
}
