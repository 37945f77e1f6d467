package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.meta.Adaptation.Curve;
import dev.nightshift.training.meta.CurveSummary;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.TrainingProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The course of a meta-training: the same program in all segments. Adaptation is measured on the
 * test tasks before the first step and after the last, and on those of the validation on the way;
 * its curves are committed once, and so are the tasks that were learnt on.
 */
final class MetaCourse implements TrainingFlow.Course {

  private static final String INITIALISATION = "initialisation";
  private static final String NEAREST = "nearest task";
  private static final String ON_THE_WAY = "validation/";
  private static final String TABLE = LakeTables.ADAPTATIONS.name();
  private static final String LEARNT = LakeTables.TRAINED_TASKS.name();

  /** A row of {@code adaptations}. */
  record AdaptationRow(
      long step,
      String start,
      long episode,
      @Nullable String side,
      String task,
      int updates,
      double loss,
      @Nullable Double accuracy,
      @Nullable Double exact) {}

  private static final RecordCodec<AdaptationRow> CODEC =
      RecordCodec.of(AdaptationRow.class, LakeTables.ADAPTATIONS);

  private final JobContext context;
  private final MetaProgram<?> program;
  private final long steps;
  private final int episodes;
  private final int known;

  /**
   * A course.
   *
   * @param steps of the whole training
   * @param episodes held-out episodes to measure on
   * @param known tasks of training to begin from the nearest of; 0 for not
   */
  MetaCourse(JobContext context, MetaProgram<?> program, long steps, int episodes, int known) {
    this.context = context;
    this.program = program;
    this.steps = steps;
    this.episodes = episodes;
    this.known = known;
  }

  @Override
  public TrainingProgram program(Segment segment, Path start) {
    return program;
  }

  @Override
  public void commitLearnt(Segment segment) {
    if (segment.to() > segment.from() && !context.written(LEARNT, segment.number())) {
      context.append(
          LEARNT,
          LakeTables.TRAINED_TASKS,
          TrainedTasks.of(context.spark(), program, segment),
          segment.number());
    }
  }

  @Override
  public Map<String, Double> measure(Segment segment, Path checkpoint) {
    boolean ends = segment.number() == 0 || segment.to() == steps;
    Side side = ends ? Side.TEST : Side.VALIDATION;
    String prefix = ends ? "" : ON_THE_WAY;
    AdaptationStage stage = new AdaptationStage(context.spark(), context.progress());
    List<AdaptationRow> rows = new ArrayList<>();
    List<Curve> curves = stage.run(program, checkpoint, side, episodes, 0);
    Map<String, Double> measured = summary(prefix + "adapted", curves);
    rows(rows, segment.to(), INITIALISATION, side, curves);
    if (known > 0) {
      List<Curve> nearest = stage.run(program, checkpoint, side, episodes, known);
      TaskBanks.process().releaseIdle();
      measured.putAll(summary(prefix + "adapted-from-nearest", nearest));
      rows(rows, segment.to(), NEAREST, side, nearest);
    }
    if (!context.written(TABLE, segment.number())) {
      context.append(
          TABLE, LakeTables.ADAPTATIONS, CODEC.dataset(context.spark(), rows), segment.number());
    }
    return measured;
  }

  private Map<String, Double> summary(String name, List<Curve> curves) {
    Map<String, Double> values = new LinkedHashMap<>(CurveSummary.of(name, curves));
    if (program.protocol().repeatsTasks()) {
      values.putAll(CurveSummary.overTasks(name, curves));
    }
    return values;
  }

  private static void rows(
      List<AdaptationRow> rows, long step, String start, Side side, List<Curve> curves) {
    for (Curve curve : curves) {
      for (int at = 0; at < curve.losses().length; at++) {
        if (curve.isJudged(at)) {
          rows.add(
              new AdaptationRow(
                  step,
                  start,
                  curve.number(),
                  side.name().toLowerCase(Locale.ROOT),
                  curve.task(),
                  at,
                  curve.losses()[at],
                  orNull(curve.accuracies()[at]),
                  orNull(curve.wholes()[at])));
        }
      }
    }
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
