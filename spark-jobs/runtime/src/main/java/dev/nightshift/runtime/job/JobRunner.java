package dev.nightshift.runtime.job;

import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunLog;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.NightshiftException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.Growth;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs: pins their inputs, skips what was done before, and commits what they wrote.
 *
 * <p>A run's fingerprint is a digest over the job's name and version, the parameters (those of kind
 * {@link OptionKind#EXECUTION} left out), the seed, and the digests of the inputs. The run's id is
 * the job's name and the first 16 digits of it, so a run that was killed has the same id when it
 * runs again, and its appends add nothing twice. A forced run gets an id of its own.
 */
public final class JobRunner {

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final int ID_DIGITS = 16;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;
  private final Clock clock;
  private final String codeVersion;
  private final Secrets secrets;

  /** A runner whose parameters hold no secrets but those that their names tell. */
  public JobRunner(
      SparkSession spark, Lake lake, Progress progress, Clock clock, String codeVersion) {
    this(spark, lake, progress, clock, codeVersion, Secrets.none());
  }

  /** A runner that keeps secrets out of {@code runs}. */
  public JobRunner(
      SparkSession spark,
      Lake lake,
      Progress progress,
      Clock clock,
      String codeVersion,
      Secrets secrets) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
    this.clock = clock;
    this.codeVersion = codeVersion;
    this.secrets = secrets;
  }

  /**
   * Runs a job, or finds that the same run was committed before.
   *
   * @throws RequestException if an input or output cannot be used; all faults at once
   * @throws NightshiftException if the job failed; the attempt is written down in {@code runs}
   */
  public RunReport run(Job job, JobArguments arguments, RunRequest request) {
    Instant start = clock.instant();
    Map<String, Input> inputs = resolve(job, arguments);
    String fingerprint = fingerprint(job, arguments, request.seed(), inputs);
    if (!request.force()) {
      Optional<RunRecord> before =
          lake.runs().findCommitted(fingerprint).filter(JobRunner::artifactsExist);
      if (before.isPresent()) {
        return unchanged(before.get(), start);
      }
    }
    String runId =
        job.name()
            + "-"
            + fingerprint.substring(0, ID_DIGITS)
            + (request.force() ? "-" + UUID.randomUUID().toString().substring(0, 8) : "");
    RunContext context =
        new RunContext(spark, lake, runId, request.seed(), inputs, progress, clock);
    Attempt attempt = new Attempt(job, arguments, request, inputs, fingerprint, runId, start);
    try {
      JobOutcome outcome = job.run(context, arguments);
      Map<String, Long> outputs = lake.writtenBy(runId);
      lake.runs().commit(row(attempt, RunRecord.COMMITTED, outputs, outcome, null));
      lake.compact(outputs.keySet());
      lake.compact(Set.of(RunLog.TABLE));
      deleteWork(context);
      return new RunReport(runId, RunReport.Status.COMMITTED, outputs, outcome, since(start));
    } catch (Throwable e) {
      // Spark throws checked exceptions that no signature names.
      NightshiftException shown = Failures.explain(job.name(), e);
      if (shown != e) {
        LOG.error("run {} of job {} failed", runId, job.name(), e);
      }
      recordFailure(attempt, shown);
      throw shown;
    }
  }

  private static void deleteWork(RunContext context) {
    try {
      context.deleteWork();
    } catch (IOException e) {
      LOG.warn("the work folder of run {} stays behind", context.runId(), e);
    }
  }

  private RunReport unchanged(RunRecord before, Instant start) {
    // A set that was built and then replaced by another run's is asked for again: it is the newest.
    boolean replaced =
        before.outputs().keySet().stream()
            .filter(table -> lake.kind(table).growth() == Growth.BUILT_SETS)
            .anyMatch(
                table ->
                    !lake.visibleRuns(lake.pin(TableRef.parse(table))).contains(before.runId()));
    if (replaced) {
      lake.runs().commitAgain(before, clock.instant());
    }
    return new RunReport(
        before.runId(),
        RunReport.Status.UNCHANGED,
        before.outputs(),
        new JobOutcome(before.counts(), before.values(), before.artifacts()),
        since(start));
  }

  private Duration since(Instant start) {
    return Duration.between(start, clock.instant());
  }

  private Map<String, Input> resolve(Job job, JobArguments arguments) {
    Faults faults = new Faults();
    Inputs resolver = new Inputs(lake);
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (JobOption option : job.options()) {
      String value = arguments.find(option.name()).orElse(null);
      if (value == null) {
        continue;
      }
      String where = "option '" + option.name() + "' of job " + job.name();
      try {
        if (option.kind() == OptionKind.INPUT) {
          inputs.put(option.name(), resolver.resolve(value, where));
        } else if (option.kind() == OptionKind.OUTPUT_TABLE
            && TableRef.parse(value).version().isPresent()) {
          faults.add(
              "'" + value + "' names a version",
              where,
              "A run writes a new version: leave @… out.");
        }
      } catch (RequestException e) {
        faults.addAll(e.faults());
      }
    }
    new TreeMap<>(job.furtherInputs(arguments))
        .forEach(
            (name, value) -> {
              try {
                inputs.put(name, resolver.resolve(value, name + " of job " + job.name()));
              } catch (RequestException e) {
                faults.addAll(e.faults());
              }
            });
    if (!faults.isEmpty()) {
      job.check(arguments, faults);
    }
    faults.throwIfAny();
    return inputs;
  }

  private String fingerprint(
      Job job, JobArguments arguments, long seed, Map<String, Input> inputs) {
    Digest digest = Digest.start().add("run").add(job.name()).add(job.version()).add(seed);
    for (JobOption option : job.options()) {
      // As written: a reference to a secret, not the secret.
      String value = arguments.asMap().get(option.name());
      if (value == null || option.kind() == OptionKind.EXECUTION) {
        continue;
      }
      Input input = inputs.get(option.name());
      digest
          .add(option.name())
          .add(input == null ? secrets.redact(option.name(), value) : input.digest());
    }
    Map<String, Input> further = new TreeMap<>(inputs);
    job.options().forEach(option -> further.remove(option.name()));
    further.forEach((name, input) -> digest.add(name).add(input.digest()));
    return digest.hex();
  }

  private static boolean artifactsExist(RunRecord run) {
    return run.artifacts().values().stream().allMatch(JobRunner::exists);
  }

  /** Paths of this machine are looked for; what another file system holds is taken on trust. */
  private static boolean exists(String artifact) {
    if (artifact.startsWith("file:")) {
      return Files.exists(Path.of(URI.create(artifact).getPath()));
    }
    return artifact.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") || Files.exists(Path.of(artifact));
  }

  private void recordFailure(Attempt attempt, NightshiftException shown) {
    String status = shown instanceof GateRefusedException ? RunRecord.REFUSED : RunRecord.FAILED;
    try {
      lake.runs()
          .recordFailure(
              row(
                  attempt,
                  status,
                  Map.of(),
                  JobOutcome.empty(),
                  secrets.redact(String.valueOf(shown.getMessage()))));
    } catch (RuntimeException e) {
      // The user needs the first error, not that it could not be written down.
      LOG.error("the failure of run {} could not be recorded", attempt.runId(), e);
    }
  }

  private RunRecord row(
      Attempt attempt,
      String status,
      Map<String, Long> outputs,
      JobOutcome outcome,
      @Nullable String message) {
    Map<String, String> parameters = new LinkedHashMap<>();
    attempt.arguments().asMap().forEach((k, v) -> parameters.put(k, secrets.redact(k, v)));
    return new RunRecord(
        attempt.job().name(),
        attempt.job().version(),
        attempt.fingerprint(),
        status,
        attempt.request().pipeline(),
        attempt.request().step(),
        attempt.request().night(),
        parameters,
        attempt.request().seed(),
        inputRows(attempt.inputs()),
        outputs,
        outcome.artifacts(),
        outcome.counts(),
        outcome.values(),
        codeVersion,
        attempt.start(),
        clock.instant(),
        message,
        attempt.runId());
  }

  private static List<RunRecord.RunInput> inputRows(Map<String, Input> inputs) {
    List<RunRecord.RunInput> rows = new ArrayList<>();
    inputs.forEach(
        (name, input) -> {
          if (input instanceof Input.OfTable of) {
            rows.add(
                new RunRecord.RunInput(
                    name,
                    TableRef.PREFIX + of.table().name(),
                    of.table().version(),
                    of.table().runsVersion(),
                    of.digest()));
          } else {
            rows.add(new RunRecord.RunInput(name, input.reference(), null, null, input.digest()));
          }
        });
    return rows;
  }

  private record Attempt(
      Job job,
      JobArguments arguments,
      RunRequest request,
      Map<String, Input> inputs,
      String fingerprint,
      String runId,
      Instant start) {}
}
