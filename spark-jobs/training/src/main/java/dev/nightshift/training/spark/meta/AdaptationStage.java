package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.training.meta.Adaptation.Curve;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.TaskFamily.Side;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Adaptation curves as a Spark stage: rows are numbers of episodes, which are dealt out to all
 * cores and adapted to on one thread each. Neither the number of tasks nor that of cores can show.
 */
final class AdaptationStage {

  private static final int TASKS_OF_A_CORE = 2;

  /** So many at least, as progress is told when one has ended. */
  private static final int TASKS = 50;

  private final SparkSession spark;
  private final Progress progress;

  AdaptationStage(SparkSession spark, Progress progress) {
    this.spark = spark;
    this.progress = progress;
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
    int cores = spark.sparkContext().defaultParallelism();
    int tasks = Math.min(episodes, Math.max(TASKS, TASKS_OF_A_CORE * cores));
    List<Long> numbers = LongStream.range(0, episodes).boxed().toList();
    RDD<Curve> slices =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(numbers, tasks)
            .mapPartitions(new AdaptationSlice(program, folder.toString(), side, known))
            .rdd();
    String name = "measuring " + side.name().toLowerCase(Locale.ROOT) + " tasks";
    List<Curve> curves = new ArrayList<>();
    try (Progress.Task task = progress.start(name, "episodes", episodes)) {
      spark
          .sparkContext()
          .runJob(
              slices,
              new Whole(),
              new Arrival(curves, task),
              ClassTag$.MODULE$.apply(Curve[].class));
    }
    curves.sort(Comparator.comparingLong(Curve::number));
    return curves;
  }

  /** All curves of a task. */
  private static final class Whole extends AbstractFunction1<Iterator<Curve>, Curve[]>
      implements Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public Curve[] apply(Iterator<Curve> curves) {
      return (Curve[]) curves.toArray(ClassTag$.MODULE$.apply(Curve.class));
    }
  }

  /** Takes the curves of a task that has ended; Spark calls it on one thread. */
  private static final class Arrival extends AbstractFunction2<Object, Curve[], BoxedUnit> {

    private final List<Curve> curves;
    private final Progress.Task task;

    Arrival(List<Curve> curves, Progress.Task task) {
      this.curves = curves;
      this.task = task;
    }

    @Override
    public BoxedUnit apply(Object partition, Curve[] arrived) {
      curves.addAll(List.of(arrived));
      task.at(curves.size(), "");
      return BoxedUnit.UNIT;
    }
  }
}
