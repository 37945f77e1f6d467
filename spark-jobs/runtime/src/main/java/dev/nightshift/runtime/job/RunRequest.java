package dev.nightshift.runtime.job;

import org.jspecify.annotations.Nullable;

/**
 * What surrounds a run.
 *
 * @param seed the seed of every random choice
 * @param pipeline the pipeline that the run is a step of
 * @param step the step's name in the pipeline
 * @param night the night that the run belongs to
 * @param force whether to run even if a committed run with this fingerprint exists
 */
public record RunRequest(
    long seed,
    @Nullable String pipeline,
    @Nullable String step,
    @Nullable String night,
    boolean force) {

  /** A run of its own, outside of any pipeline. */
  public static RunRequest ofSeed(long seed) {
    return new RunRequest(seed, null, null, null, false);
  }

  /** This request, done even if it was done before. */
  public RunRequest forced() {
    return new RunRequest(seed, pipeline, step, night, true);
  }
}
