package dev.nightshift.training.spark.meta;

import dev.nightshift.training.meta.Adaptation.Curve;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.TaskFamily.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Adaptation curves as a Spark stage: rows are numbers of episodes, which are dealt out to all
 * cores and adapted to on one thread each. Neither the number of tasks nor that of cores can show.
 */
final class AdaptationStage {

  private static final int TASKS_OF_A_CORE = 2;

  private final SparkSession spark;

  AdaptationStage(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Adapts to episodes.
   *
   * @param program the tasks and how they are adapted to
   * @param folder the parameters, in a folder that all workers see
   * @param side whose tasks
   * @param episodes the first so many episodes
   * @param known tasks of training to begin from the nearest of; 0 to begin from the initialisation
   * @return the curves, in the order of their episodes
   */
  List<Curve> run(MetaProgram<?> program, Path folder, Side side, int episodes, int known) {
    int tasks = Math.min(episodes, TASKS_OF_A_CORE * spark.sparkContext().defaultParallelism());
    List<Long> numbers = LongStream.range(0, episodes).boxed().toList();
    List<Curve> curves =
        new ArrayList<>(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(numbers, tasks)
                .mapPartitions(new AdaptationSlice(program, folder.toString(), side, known))
                .collect());
    curves.sort(Comparator.comparingLong(Curve::number));
    return curves;
  }
}
