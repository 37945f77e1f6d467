package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.meta.EpisodeSource;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.TaskFamily;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.state.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the steps of a meta-training learnt from, as rows. A step's tasks are a function of its
 * number ({@link EpisodeSource}), so that the rows are made where they are written from, by all
 * cores, and the driver holds none.
 */
final class TrainedTasks {

  /** A row of {@code trained_tasks}. */
  record TrainedTask(long step, int place, long episode, String side, String task) {}

  private static final RecordCodec<TrainedTask> CODEC =
      RecordCodec.of(TrainedTask.class, LakeTables.TRAINED_TASKS);

  private TrainedTasks() {}

  /** The rows of a segment, in no order. */
  static Dataset<Row> of(SparkSession spark, MetaProgram<?> program, Segment segment) {
    int tasks = program.settings().batchSize();
    return spark.createDataFrame(
        spark
            .range(segment.from() * tasks, segment.to() * tasks)
            .as(Encoders.LONG())
            .javaRDD()
            .mapPartitions(new Slice(program)),
        CODEC.struct());
  }

  /** Names the tasks of some episodes. */
  private static final class Slice implements FlatMapFunction<Iterator<Long>, Row> {

    private static final long serialVersionUID = 1L;

    private final MetaProgram<?> program;

    private Slice(MetaProgram<?> program) {
      this.program = program;
    }

    @Override
    public Iterator<Row> call(Iterator<Long> episodes) throws IOException {
      int ofStep = program.settings().batchSize();
      List<Row> rows = new ArrayList<>();
      try (TaskFamily<?> tasks = program.protocol().tasks()) {
        while (episodes.hasNext()) {
          long episode = episodes.next();
          rows.add(
              CODEC.toRow(
                  new TrainedTask(
                      episode / ofStep + 1,
                      (int) (episode % ofStep),
                      episode,
                      Side.TRAIN.name().toLowerCase(Locale.ROOT),
                      tasks.task(Side.TRAIN, episode))));
        }
      }
      return rows.iterator();
    }
  }
}
