package dev.nightshift.eval.report;

import java.time.Instant;
import java.util.List;

/**
 * A run that the report's numbers rest on.
 *
 * @param runId its id
 * @param job its job, with the version
 * @param seed its seed
 * @param startedAt when it started
 * @param seconds how long it took
 * @param inputs what it read, with versions or digests
 * @param outputs what it wrote: tables with versions, and folders
 */
public record LineageRun(
    String runId,
    String job,
    long seed,
    Instant startedAt,
    double seconds,
    List<String> inputs,
    List<String> outputs) {

  public LineageRun {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
