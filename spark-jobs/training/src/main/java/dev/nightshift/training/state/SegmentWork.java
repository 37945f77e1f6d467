package dev.nightshift.training.state;

import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a worker does in a segment: from one checkpoint to the next. */
public final class SegmentWork {

  private SegmentWork() {}

  /**
   * Takes the steps of a segment. The first worker measures the model where the segment says so and
   * writes the checkpoint.
   *
   * @param program how the trainer is built
   * @param store where the checkpoints lie
   * @param segment which steps
   * @param liveLog the file that tells how far the work is
   * @param worker what it works with
   */
  public static void run(
      TrainingProgram program, CheckpointStore store, Segment segment, Path liveLog, Worker worker)
      throws IOException {
    List<SegmentReport.Value> values = new ArrayList<>();
    long tokens = 0;
    long nanos = 0;
    boolean first = worker.exchange().rank() == 0;
    try (TrainingSession session = program.open(store.startOf(segment), worker);
        LiveLog log = new LiveLog(liveLog)) {
      while (session.step() < segment.to()) {
        long start = System.nanoTime();
        StepReport report = session.next();
        long took = System.nanoTime() - start;
        nanos += took;
        tokens += report.tokens();
        if (first) {
          report
              .values()
              .forEach((name, value) -> values.add(value(report.step(), "train/" + name, value)));
          log.add(report, took / 1e9);
        }
      }
      Evaluation evaluation = Evaluation.NONE;
      if (segment.evaluate() && (first || session.evaluatesTogether())) {
        evaluation = session.evaluate();
        evaluation.values().forEach((name, value) -> values.add(value(segment.to(), name, value)));
      }
      if (first) {
        store.write(
            segment.to(),
            session::save,
            new SegmentReport(values, tokens, nanos / 1e9, evaluation.examples()));
      } else {
        session.contribute();
      }
    }
  }

  private static SegmentReport.Value value(long step, String name, double value) {
    return new SegmentReport.Value(step, name, value);
  }
}
