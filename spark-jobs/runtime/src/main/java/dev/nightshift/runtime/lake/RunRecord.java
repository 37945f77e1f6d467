package dev.nightshift.runtime.lake;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code runs}.
 *
 * @param job name of the job
 * @param jobVersion version of the job
 * @param fingerprint digest of job, version, parameters, seed and inputs
 * @param status {@link #COMMITTED}, {@link #FAILED} or {@link #REFUSED}
 * @param pipeline the pipeline that the run was a step of
 * @param step the step's name in the pipeline
 * @param night the night that the run belongs to
 * @param parameters option to value, without secrets
 * @param seed seed of every random choice
 * @param inputs what was read
 * @param outputs table to the Delta version that the run made
 * @param artifacts name to path of what was made outside of tables
 * @param counts named counts, in the order of showing
 * @param values named measured values
 * @param codeVersion version of the code
 * @param startedAt start of the attempt that ended here
 * @param finishedAt its end
 * @param message what a failed or refused run said
 * @param runId id of the run
 */
public record RunRecord(
    String job,
    int jobVersion,
    String fingerprint,
    String status,
    @Nullable String pipeline,
    @Nullable String step,
    @Nullable String night,
    Map<String, String> parameters,
    long seed,
    List<RunInput> inputs,
    Map<String, Long> outputs,
    Map<String, String> artifacts,
    Map<String, Long> counts,
    Map<String, Double> values,
    String codeVersion,
    Instant startedAt,
    Instant finishedAt,
    @Nullable String message,
    String runId) {

  /** The run's rows are visible. */
  public static final String COMMITTED = "COMMITTED";

  /** The run failed. */
  public static final String FAILED = "FAILED";

  /** A gate refused the run's result. */
  public static final String REFUSED = "REFUSED";

  public RunRecord {
    parameters = ordered(parameters);
    inputs = List.copyOf(inputs);
    outputs = ordered(outputs);
    artifacts = ordered(artifacts);
    counts = ordered(counts);
    values = ordered(values);
  }

  /** The same run, asked for and found done at a later time. */
  RunRecord again(Instant time) {
    return new RunRecord(
        job,
        jobVersion,
        fingerprint,
        status,
        pipeline,
        step,
        night,
        parameters,
        seed,
        inputs,
        outputs,
        artifacts,
        counts,
        values,
        codeVersion,
        startedAt,
        time,
        message,
        runId);
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * Something that a run read.
   *
   * @param name the option that named it
   * @param uri path, or {@code table:NAME}
   * @param version Delta version, for tables
   * @param runsVersion version of {@code runs} that decided visibility, for tables
   * @param digest digest of what was read
   */
  public record RunInput(
      String name, String uri, @Nullable Long version, @Nullable Long runsVersion, String digest) {}
}
