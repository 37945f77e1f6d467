package dev.nightshift.training.spark;

import dev.nightshift.inference.tensor.Devices;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.LostWorkerException;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskKilledException;
import org.bytedeco.pytorch.Device;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** One worker of a barrier stage. */
public final class SegmentTask extends AbstractFunction1<Iterator<Integer>, Iterator<WorkerOutcome>>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * How a worker works.
   *
   * @param threads micro-batches at once; 0 for the threads that the process was started with
   * @param zero what is divided between the workers
   * @param device name of the device
   */
  public record Execution(int threads, ZeroStage zero, String device) implements Serializable {

    /**
     * Lanes of a worker. Workers that gather parameters go through them together, in one, and a GPU
     * takes one micro-batch at a time.
     */
    int lanes(Device on) {
      boolean one = zero == ZeroStage.PARAMETERS || on.is_cuda();
      return one ? 1 : threads > 0 ? threads : NativeThreads.ofProcess();
    }
  }

  private final TrainingProgram program;
  private final String checkpoints;
  private final String liveLog;
  private final Segment segment;
  private final Execution execution;

  SegmentTask(
      TrainingProgram program,
      String checkpoints,
      String liveLog,
      Segment segment,
      Execution execution) {
    this.program = program;
    this.checkpoints = checkpoints;
    this.liveLog = liveLog;
    this.segment = segment;
    this.execution = execution;
  }

  @Override
  public Iterator<WorkerOutcome> apply(Iterator<Integer> ranks) {
    BarrierTaskContext context = BarrierTaskContext.get();
    WorkerOutcome outcome =
        context.stageAttemptNumber() > 0
            ? WorkerOutcome.lost("an executor was lost")
            : outcome(context);
    return JavaConverters.asScalaIterator(List.of(outcome).iterator());
  }

  private WorkerOutcome outcome(BarrierTaskContext context) {
    OptionalInt gpu = Gpus.of(context);
    Device device = Devices.named(execution.device(), gpu);
    try (GradientExchange exchange = Exchanges.join(context, execution.zero(), device);
        Lanes lanes = new Lanes(execution.lanes(device))) {
      SegmentWork.run(
          program,
          new CheckpointStore(Path.of(checkpoints)),
          segment,
          Path.of(liveLog),
          new Worker(exchange, lanes, gpu));
      return WorkerOutcome.done();
    } catch (LostWorkerException e) {
      return WorkerOutcome.lost(String.valueOf(e.getMessage()));
    } catch (TaskKilledException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return WorkerOutcome.failed(e);
    }
  }
}
