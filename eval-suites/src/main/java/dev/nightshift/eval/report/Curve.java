package dev.nightshift.eval.report;

import java.util.List;

/**
 * A metric over the steps of a run.
 *
 * @param name name of the metric
 * @param run the run's id
 * @param points in the order of their steps
 */
public record Curve(String name, String run, List<Point> points) {

  public Curve {
    points = List.copyOf(points);
  }

  /**
   * One measurement.
   *
   * @param step step of the run
   * @param value what was measured
   */
  public record Point(long step, double value) {}
}
