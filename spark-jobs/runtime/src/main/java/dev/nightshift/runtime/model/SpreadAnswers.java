package dev.nightshift.runtime.model;

import dev.nightshift.eval.task.TaskRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Spreads requests over Spark partitions and answers them with one model. The answer to a request
 * depends on neither the partitions nor the batches.
 *
 * <p>Threads: libtorch uses {@code OMP_NUM_THREADS} threads for each partition that is answered, so
 * partitions side by side × threads should not exceed the cores.
 *
 * @param folder the model's folder, which every worker sees under this path
 * @param digest its model digest
 * @param batchSize requests that are answered together
 * @param partitions slices of the requests; 0 for {@linkplain #defaultPartitions the default}
 */
public record SpreadAnswers(Path folder, String digest, int batchSize, int partitions) {

  private static final int BATCHES_OF_A_ROUND = 8;

  public SpreadAnswers {
    if (batchSize < 1 || partitions < 0) {
      throw new IllegalArgumentException(
          "batches of " + batchSize + " in " + partitions + " partitions");
    }
  }

  /**
   * The answers, in the order of the requests.
   *
   * @param until texts that end an answer
   * @param maxTokens most tokens of an answer
   * @param answered told from time to time how many requests have their answer
   */
  public List<Answer> answer(
      SparkSession spark,
      List<TaskRequest> requests,
      List<String> until,
      int maxTokens,
      LongConsumer answered) {
    int wanted = partitionsOn(spark);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    AnswerSlice slice = new AnswerSlice(folder.toString(), digest, until, maxTokens, batchSize);
    // On a cluster a round waits for its slowest worker: fewer rounds.
    int batches = spark.sparkContext().isLocal() ? 1 : BATCHES_OF_A_ROUND;
    long round = (long) batchSize * wanted * batches;
    List<Answer> answers = new ArrayList<>(requests.size());
    while (answers.size() < requests.size()) {
      int from = answers.size();
      int to = (int) Math.min(requests.size(), from + round);
      List<TaskRequest> part = new ArrayList<>(requests.subList(from, to));
      int slices = Math.min(wanted, part.size());
      answers.addAll(context.parallelize(part, slices).mapPartitions(slice).collect());
      answered.accept(answers.size());
    }
    return answers;
  }

  /** How many slices there are on a cluster. */
  public int partitionsOn(SparkSession spark) {
    return partitions == 0 ? defaultPartitions(spark) : partitions;
  }

  /**
   * One on a local master, where one process has all cores and libtorch uses them; else Spark's
   * default parallelism, with threads set to the cores of a Spark task.
   */
  static int defaultPartitions(SparkSession spark) {
    return spark.sparkContext().isLocal() ? 1 : spark.sparkContext().defaultParallelism();
  }
}
