package dev.nightshift.runtime.job;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came out of a request to run a job.
 *
 * @param runId id of the run that made the outputs
 * @param status whether it ran now or had run before
 * @param outputs table to the Delta version that the run made
 * @param outcome what the run says of itself
 * @param elapsed how long the request took
 */
public record RunReport(
    String runId, Status status, Map<String, Long> outputs, JobOutcome outcome, Duration elapsed) {

  public RunReport {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Whether the work was done by this request. */
  public enum Status {
    /** The job ran and its rows are visible now. */
    COMMITTED,
    /** The same run had been committed before; nothing was done. */
    UNCHANGED
  }
}
