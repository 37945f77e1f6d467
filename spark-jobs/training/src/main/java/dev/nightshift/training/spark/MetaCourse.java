package dev.nightshift.training.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.meta.Adaptation.Curve;
import dev.nightshift.training.meta.CurveSummary;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.TrainingProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The course of a meta-training: the same program in all segments, and adaptation to the test tasks
 * where one is measured, whose curves are committed once.
 */
final class MetaCourse implements TrainingFlow.Course {

  private static final String INITIALISATION = "initialisation";
  private static final String NEAREST = "nearest task";
  private static final String TABLE = LakeTables.ADAPTATIONS.name();

  /** A row of {@code adaptations}. */
  record AdaptationRow(
      long step,
      String start,
      long episode,
      String task,
      int updates,
      double loss,
      @Nullable Double accuracy) {}

  private static final RecordCodec<AdaptationRow> CODEC =
      RecordCodec.of(AdaptationRow.class, LakeTables.ADAPTATIONS);

  private final JobContext context;
  private final MetaProgram<?> program;
  private final int episodes;
  private final int known;

  /**
   * A course.
   *
   * @param episodes held-out episodes to measure on
   * @param known tasks of training to begin from the nearest of; 0 for not
   */
  MetaCourse(JobContext context, MetaProgram<?> program, int episodes, int known) {
    this.context = context;
    this.program = program;
    this.episodes = episodes;
    this.known = known;
  }

  @Override
  public TrainingProgram program(Segment segment, Path start) {
    return program;
  }

  @Override
  public Map<String, Double> measure(Segment segment, Path checkpoint) {
    AdaptationStage stage = new AdaptationStage(context.spark());
    List<AdaptationRow> rows = new ArrayList<>();
    List<Curve> curves = stage.run(program, checkpoint, Side.TEST, episodes, 0);
    Map<String, Double> measured = new LinkedHashMap<>(CurveSummary.of("adapted", curves));
    rows(rows, segment.to(), INITIALISATION, curves);
    if (known > 0) {
      List<Curve> nearest = stage.run(program, checkpoint, Side.TEST, episodes, known);
      measured.putAll(CurveSummary.of("adapted-from-nearest", nearest));
      rows(rows, segment.to(), NEAREST, nearest);
    }
    if (!context.written(TABLE, segment.number())) {
      context.append(
          TABLE, LakeTables.ADAPTATIONS, CODEC.dataset(context.spark(), rows), segment.number());
    }
    return measured;
  }

  private static void rows(List<AdaptationRow> rows, long step, String start, List<Curve> curves) {
    for (Curve curve : curves) {
      for (int at = 0; at < curve.losses().length; at++) {
        double accuracy = curve.accuracies()[at];
        rows.add(
            new AdaptationRow(
                step,
                start,
                curve.number(),
                curve.task(),
                at,
                curve.losses()[at],
                Double.isNaN(accuracy) ? null : accuracy));
      }
    }
  }
}
