package dev.nightshift.training.spark;

import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.reduction.LostWorkerException;
import dev.nightshift.training.spark.SegmentTask.Execution;
import dev.nightshift.training.spark.WorkerOutcome.Kind;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.TrainingProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;

/**
 * Runs a segment as one barrier stage: all workers start together, or none does, and when one is
 * lost all of them end. Spark starts such a stage again by itself; the tasks of a second attempt do
 * nothing but tell so, because whether and from where to go on is for the driver to say.
 */
public final class SegmentRunner {

  /** What Spark says of a lost executor in the message of a job that it gave up. */
  private static final Pattern EXECUTOR_LOST =
      Pattern.compile("ExecutorLostFailure \\(executor (\\S+) .*?Reason: ([^\\n]*)");

  private static final long SLOTS_MILLIS = 5 * 60_000L;
  private static final long SLOTS_PERIOD_MILLIS = 100;

  private final SparkSession spark;
  private final Path checkpoints;
  private final Path liveLog;
  private final int workers;
  private final Execution execution;
  private final ResourceProfile profile;

  /**
   * A runner.
   *
   * @param spark the session
   * @param workFolder a folder that the driver and all workers see
   * @param workers number of tasks of the barrier stage
   * @param execution how each of them works
   */
  public SegmentRunner(SparkSession spark, Path workFolder, int workers, Execution execution) {
    this.spark = spark;
    this.checkpoints = workFolder.resolve("checkpoints");
    this.liveLog = workFolder.resolve("live.jsonl");
    this.workers = workers;
    this.execution = execution;
    this.profile = Gpus.profile(spark.sparkContext(), execution.device());
  }

  /** The checkpoints of the training. */
  public CheckpointStore store() {
    return new CheckpointStore(checkpoints);
  }

  /**
   * Refuses a number of workers that this machine cannot start together; on a cluster Spark waits
   * for the executors.
   */
  public void requireSlots() {
    SparkContext context = spark.sparkContext();
    if (!context.isLocal()) {
      return;
    }
    int slots = slots(context);
    if (workers > slots) {
      throw new RequestException(
          workers
              + " workers were asked for and the master "
              + context.master()
              + " starts "
              + slots
              + " tasks at once",
          "option 'workers'",
          "Lower --workers, or raise the number in --master local[N].");
    }
  }

  /**
   * Runs a segment; its checkpoint is there afterwards.
   *
   * @throws LostWorkerException if a worker was lost: the segment can be run again
   */
  void run(TrainingProgram program, Segment segment, Progress.Task progress) throws IOException {
    Files.deleteIfExists(liveLog);
    SegmentTask task =
        new SegmentTask(program, checkpoints.toString(), liveLog.toString(), segment, execution);
    List<WorkerOutcome> outcomes;
    try (LiveFollower follower = new LiveFollower(liveLog, progress)) {
      outcomes = outcomes(task);
    }
    for (WorkerOutcome outcome : outcomes) {
      if (outcome.failure() != null) {
        throw failure(outcome.failure());
      }
    }
    for (WorkerOutcome outcome : outcomes) {
      if (outcome.kind() == Kind.LOST && !store().has(segment.to())) {
        throw new LostWorkerException(outcome.reason(), null);
      }
    }
  }

  /**
   * Waits until the executors of all workers are there, up to {@link #SLOTS_MILLIS}: Spark itself
   * looks again only after 15 seconds.
   */
  private void awaitSlots() {
    SparkContext context = spark.sparkContext();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SLOTS_MILLIS);
    while (!context.isStopped() && slots(context) < workers && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(SLOTS_PERIOD_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(profile);
  }

  private List<WorkerOutcome> outcomes(SegmentTask task) {
    awaitSlots();
    List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
    RDD<Integer> tasks =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(ranks, workers).rdd();
    if (profile.id() != ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID()) {
      tasks = tasks.withResources(profile);
    }
    try {
      WorkerOutcome[] outcomes =
          (WorkerOutcome[])
              tasks
                  .barrier()
                  .mapPartitions(
                      task, false, ClassTag$.MODULE$.<WorkerOutcome>apply(WorkerOutcome.class))
                  .collect();
      return List.of(outcomes);
    } catch (Exception e) {
      Matcher lost = EXECUTOR_LOST.matcher(String.valueOf(e.getMessage()));
      if (lost.find()) {
        throw new LostWorkerException("executor " + lost.group(1) + ": " + lost.group(2), e);
      }
      throw e;
    }
  }

  /** What a worker threw, as it was. */
  private static RuntimeException failure(Throwable thrown) throws IOException {
    if (thrown instanceof IOException io) {
      throw io;
    }
    return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
  }
}
