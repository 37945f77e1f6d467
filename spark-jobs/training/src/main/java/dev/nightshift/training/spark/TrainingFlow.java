package dev.nightshift.training.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.reduction.LostWorkerException;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentReport.Value;
import dev.nightshift.training.state.Selection;
import dev.nightshift.training.state.TrainingProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Drives a training through its chain of segments. After each one the driver appends its metrics,
 * once, and then forgets the checkpoint before it: so after a kill at any moment the newest
 * checkpoint tells all that is to be done, and nothing is written twice.
 */
public final class TrainingFlow {

  /** What a training does in its segments. */
  public interface Course {

    /**
     * What the workers run in a segment. Asked for once before a segment is trained, and by a
     * training that was killed again.
     *
     * @param start folder of the state that the segment starts from
     */
    TrainingProgram program(Segment segment, Path start) throws IOException;

    /**
     * Measures the model at the end of a segment, beside what the workers measure themselves.
     *
     * @param checkpoint folder of the model
     */
    default Map<String, Double> measure(Segment segment, Path checkpoint) throws IOException {
      return Map.of();
    }

    /** Commits what the steps of a segment learnt from, once, where the course itself knows it. */
    default void commitLearnt(Segment segment) throws IOException {}
  }

  /** A row of {@code metrics}. */
  public record Metric(long step, String name, double value) {}

  private static final RecordCodec<Metric> CODEC = RecordCodec.of(Metric.class, LakeTables.METRICS);

  private static final RecordCodec<Consumed> CONSUMED =
      RecordCodec.of(Consumed.class, LakeTables.CONSUMED);

  private final JobContext context;
  private final SegmentRunner runner;
  private final CheckpointStore store;
  private final int retries;
  private int resumed;

  /**
   * A flow.
   *
   * @param context the run
   * @param runner runs the segments
   * @param retries how often the training resumes after the loss of a worker
   */
  public TrainingFlow(JobContext context, SegmentRunner runner, int retries) {
    this.context = context;
    this.runner = runner;
    this.store = runner.store();
    this.retries = retries;
  }

  /**
   * What came out.
   *
   * @param checkpoint the checkpoint that becomes the model
   * @param steps steps that were taken
   * @param selected steps behind the selected checkpoint
   * @param before what was measured before the first step
   * @param after what was measured of the selected checkpoint
   * @param last the values of the last step
   * @param tokens tokens that this attempt trained on
   * @param seconds time that its steps took
   */
  public record Result(
      Path checkpoint,
      long steps,
      long selected,
      Map<String, Double> before,
      Map<String, Double> after,
      Map<String, Double> last,
      long tokens,
      double seconds) {}

  /**
   * Trains from the newest checkpoint to the end of the chain; the initial state must be there.
   *
   * @param course what the segments do
   * @param chain all segments
   * @param selection which checkpoint becomes the model, and when the training ends early
   */
  public Result run(Course course, List<Segment> chain, Selection selection) throws IOException {
    long steps = chain.get(chain.size() - 1).to();
    long done = store.newest().orElse(-1L);
    Segment last = chain.get(0);
    long tokens = 0;
    double seconds = 0;
    try (Progress.Task progress = context.progress().start("training", "steps", steps)) {
      for (Segment segment : chain) {
        if (segment.to() > done) {
          train(course.program(segment, store.startOf(segment)), segment, progress);
          SegmentReport report = store.report(segment.to());
          tokens += report.tokens();
          seconds += report.seconds();
        }
        if (segment.to() >= done) {
          measure(course, segment);
          commit(course, segment);
        }
        if (segment.evaluate()) {
          selection.measured(segment.to(), values(store.archived(segment), segment.to(), ""));
        }
        if (segment.to() >= done) {
          store.removeBefore(segment.to(), selection.kept());
        }
        last = segment;
        if (selection.ended()) {
          context
              .progress()
              .line(
                  "the held-out loss has stopped falling: training ends after step "
                      + segment.to()
                      + " of "
                      + steps);
          break;
        }
      }
    }
    long taken = last.to();
    long selected = selection.kept().orElse(taken);
    return new Result(
        store.folder(selected),
        taken,
        selected,
        values(store.archived(chain.get(0)), chain.get(0).to(), ""),
        values(store.report(selected), selected, ""),
        values(store.report(taken), taken, "train/"),
        tokens,
        seconds);
  }

  /** Runs a segment, again from its checkpoint where a worker was lost. */
  private void train(TrainingProgram program, Segment segment, Progress.Task progress)
      throws IOException {
    while (true) {
      try {
        runner.run(program, segment, progress);
        return;
      } catch (LostWorkerException e) {
        if (resumed == retries) {
          throw new WorkException(
              String.format(
                  Locale.ROOT,
                  "a worker was lost after step %d (%s), and %d of %d retries are used",
                  segment.from(),
                  e.getMessage(),
                  resumed,
                  retries),
              "training",
              "Look into the logs of the executors (too little memory beside the heap is the usual"
                  + " cause), then run again: the last checkpoint is intact.",
              e);
        }
        resumed++;
        context
            .progress()
            .line(
                String.format(
                    Locale.ROOT,
                    "a worker was lost (%s): training resumes from step %d, retry %d of %d",
                    e.getMessage(),
                    segment.from(),
                    resumed,
                    retries));
      }
    }
  }

  /** Measures a checkpoint that was not measured yet. */
  private void measure(Course course, Segment segment) throws IOException {
    if (segment.evaluate() && values(store.report(segment.to()), segment.to(), "").isEmpty()) {
      Map<String, Double> measured = course.measure(segment, store.folder(segment.to()));
      if (!measured.isEmpty()) {
        store.addToReport(segment.to(), measured);
      }
    }
  }

  private void commit(Course course, Segment segment) throws IOException {
    SegmentReport report = store.report(segment.to());
    List<Metric> rows = new ArrayList<>();
    for (Value value : report.values()) {
      rows.add(new Metric(value.step(), value.name(), value.value()));
    }
    if (!context.written(LakeTables.METRICS.name(), segment.number())) {
      context.append(
          LakeTables.METRICS.name(),
          LakeTables.METRICS,
          CODEC.dataset(context.spark(), rows),
          segment.number());
    }
    commitConsumed(segment);
    course.commitLearnt(segment);
    HeldOutRow.commit(context, segment, report.examples());
    store.archive(segment);
  }

  /** What the steps of a segment learnt from, where a curriculum kept it. */
  private void commitConsumed(Segment segment) throws IOException {
    List<Consumed> consumed =
        Consumed.read(store.folder(segment.to()).resolve(CheckpointStore.TRAINING));
    if (!consumed.isEmpty()
        && segment.to() > segment.from()
        && !context.written(LakeTables.CONSUMED.name(), segment.number())) {
      context.append(
          LakeTables.CONSUMED.name(),
          LakeTables.CONSUMED,
          CONSUMED.dataset(context.spark(), consumed),
          segment.number());
    }
  }

  /** Values of one step whose names start so, or of held-out data where the prefix is empty. */
  private static Map<String, Double> values(SegmentReport report, long step, String prefix) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Value value : report.values()) {
      boolean training = value.name().startsWith("train/");
      if (value.step() == step
          && (prefix.isEmpty() ? !training : value.name().startsWith(prefix))) {
        values.put(value.name(), value.value());
      }
    }
    return values;
  }

  /** Runs something that touches files; a failure is told to the user. */
  public interface FileWork<T> {
    T run() throws IOException;
  }

  /** Turns an error of the file system into one that a user can mend. */
  public static <T> T files(String what, Path where, FileWork<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new WorkException(
          what + " failed: " + e.getMessage(),
          where.toString(),
          "Check that the disk has room and that the folder may be written; then run again.",
          e);
    }
  }
}
