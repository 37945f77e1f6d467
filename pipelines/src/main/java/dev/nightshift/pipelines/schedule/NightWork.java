package dev.nightshift.pipelines.schedule;

import dev.nightshift.pipelines.run.PipelineResult;

/** What a night does. */
public interface NightWork {

  /** The outcomes of the lake that this schedule's pipeline writes to. */
  NightLog log(Schedule schedule);

  /**
   * Runs the schedule's pipeline, as its file is now.
   *
   * @throws dev.nightshift.schema.error.NightshiftException if it could not start
   */
  PipelineResult run(Night night);
}
