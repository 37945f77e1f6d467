package dev.nightshift.training.spark;

import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingProgram;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.spark.BarrierTaskContext;
import org.bytedeco.pytorch.global.torch;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** One worker of a barrier stage. */
final class SegmentTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TrainingProgram program;
  private final String checkpoints;
  private final String liveLog;
  private final int number;
  private final long from;
  private final long to;
  private final boolean evaluate;
  private final int threads;

  SegmentTask(
      TrainingProgram program, String checkpoints, String liveLog, Segment segment, int threads) {
    this.program = program;
    this.checkpoints = checkpoints;
    this.liveLog = liveLog;
    this.number = segment.number();
    this.from = segment.from();
    this.to = segment.to();
    this.evaluate = segment.evaluate();
    this.threads = threads;
  }

  @Override
  public Iterator<Integer> apply(Iterator<Integer> ranks) {
    if (threads > 0) {
      torch.set_num_threads(threads);
    }
    try (GradientExchange exchange = Exchanges.join(BarrierTaskContext.get())) {
      SegmentWork.run(
          program,
          new CheckpointStore(Path.of(checkpoints)),
          new Segment(number, from, to, evaluate),
          Path.of(liveLog),
          exchange);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ranks;
  }
}
