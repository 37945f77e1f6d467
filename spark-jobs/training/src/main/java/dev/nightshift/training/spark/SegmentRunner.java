package dev.nightshift.training.spark;

import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.TrainingProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;

/**
 * Runs a segment as one barrier stage: all workers start together, or none does, and when one is
 * lost the whole segment starts again from its checkpoint.
 */
final class SegmentRunner {

  private final SparkSession spark;
  private final Path checkpoints;
  private final Path liveLog;
  private final int workers;
  private final int threads;

  /**
   * A runner.
   *
   * @param spark the session
   * @param workFolder a folder that the driver and all workers see
   * @param workers number of tasks of the barrier stage
   * @param threads native threads of each; 0 for what the process was started with
   */
  SegmentRunner(SparkSession spark, Path workFolder, int workers, int threads) {
    this.spark = spark;
    this.checkpoints = workFolder.resolve("checkpoints");
    this.liveLog = workFolder.resolve("live.jsonl");
    this.workers = workers;
    this.threads = threads;
  }

  /** The checkpoints of the training. */
  CheckpointStore store() {
    return new CheckpointStore(checkpoints);
  }

  /**
   * Refuses a number of workers that this machine cannot start together; on a cluster Spark waits
   * for the executors.
   */
  void requireSlots() {
    SparkContext context = spark.sparkContext();
    if (!context.isLocal()) {
      return;
    }
    int slots =
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
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

  /** Runs a segment; its checkpoint is there afterwards. */
  void run(TrainingProgram program, Segment segment, Progress.Task progress) throws IOException {
    Files.deleteIfExists(liveLog);
    List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
    try (LiveFollower follower = new LiveFollower(liveLog, progress)) {
      RDD<Integer> tasks =
          JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(ranks, workers).rdd();
      SegmentTask task =
          new SegmentTask(program, checkpoints.toString(), liveLog.toString(), segment, threads);
      tasks
          .barrier()
          .mapPartitions(task, false, ClassTag$.MODULE$.<Integer>apply(Integer.class))
          .count();
    }
  }
}
