package dev.nightshift.runtime.model;

import dev.nightshift.eval.task.TaskRequest;
import java.nio.file.Path;
import java.util.List;
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
   */
  public List<Answer> answer(
      SparkSession spark, List<TaskRequest> requests, List<String> until, int maxTokens) {
    int wanted = partitions == 0 ? defaultPartitions(spark) : partitions;
    int slices = Math.max(1, Math.min(wanted, requests.size()));
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(requests, slices)
        .mapPartitions(new AnswerSlice(folder.toString(), digest, until, maxTokens, batchSize))
        .collect();
  }

  /**
   * One on a local master, where one process has all cores and libtorch uses them; else Spark's
   * default parallelism, with threads set to the cores of a Spark task.
   */
  static int defaultPartitions(SparkSession spark) {
    return spark.sparkContext().isLocal() ? 1 : spark.sparkContext().defaultParallelism();
  }
}
