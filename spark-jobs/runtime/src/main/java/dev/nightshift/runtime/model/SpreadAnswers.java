package dev.nightshift.runtime.model;

import dev.nightshift.eval.answer.AnswerPlan;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import java.nio.file.Path;
import java.util.ArrayList;
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
   * The answers to some requests, in their order.
   *
   * @param plan how answers are generated
   */
  public List<ItemAnswer> answer(SparkSession spark, List<ItemRequest> requests, AnswerPlan plan) {
    if (requests.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    AnswerSlice slice = new AnswerSlice(folder.toString(), digest, plan, batchSize);
    int slices = Math.min(partitionsOn(spark), requests.size());
    return context.parallelize(new ArrayList<>(requests), slices).mapPartitions(slice).collect();
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
