package dev.nightshift.pipelines.plan;

import java.util.List;

/**
 * A pipeline ready to run.
 *
 * @param name the pipeline
 * @param seed of every random choice of its runs
 * @param steps in the order of running: each after all that it needs
 * @param leftOut names of the steps that {@code when} leaves out
 */
public record PipelinePlan(String name, long seed, List<PlannedStep> steps, List<String> leftOut) {

  public PipelinePlan {
    steps = List.copyOf(steps);
    leftOut = List.copyOf(leftOut);
  }
}
