package dev.nightshift.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightshift.runtime.TestSpark;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.NightshiftException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerTest {

  record Metric(long step, String name, double value) {}

  private static final RecordCodec<Metric> METRICS =
      RecordCodec.of(Metric.class, LakeTables.METRICS);

  /** A clock that a second passes on at each look. */
  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }
  }

  /** A job whose work is a function. */
  private record TestJob(BiFunction<JobContext, JobArguments, JobOutcome> work) implements Job {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Does what the test says";
    }

    @Override
    public String example() {
      return "--rows 3";
    }

    @Override
    public List<JobOption> options() {
      return List.of(
          JobOption.optional("input", OptionKind.INPUT, "What to read"),
          JobOption.of("rows", OptionKind.INTEGER, "3", "Rows to write"),
          JobOption.of("output", OptionKind.OUTPUT_TABLE, "metrics", "Table to write"),
          JobOption.of("threads", OptionKind.EXECUTION, "1", "Threads"),
          JobOption.optional("password", OptionKind.TEXT, "A password"),
          JobOption.optional("url", OptionKind.TEXT, "A URL"));
    }

    @Override
    public void check(JobArguments arguments, Faults faults) {
      if (arguments.integer("rows") < 0) {
        faults.add("--rows is negative", "", "Give 0 or more.");
      }
    }

    @Override
    public Map<String, String> furtherInputs(JobArguments arguments) {
      return arguments
          .find("url")
          .filter(url -> url.startsWith("file:"))
          .map(url -> Map.of("url of a file", url))
          .orElse(Map.of());
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
      return work.apply(context, arguments);
    }
  }

  private final SparkSession spark = TestSpark.session();
  private Path folder;
  private Lake lake;
  private JobRunner runner;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    lake = Lake.open(spark, folder.resolve("lake").toString());
    runner = runner(Secrets.of(List.of("hunter2")));
  }

  private JobRunner runner(Secrets secrets) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Clock clock = new Ticking();
    return new JobRunner(
        spark, lake, new ConsoleProgress(nowhere, clock, false), clock, "test", secrets);
  }

  private RunReport run(Job job, Map<String, String> options) {
    return run(job, options, RunRequest.ofSeed(1));
  }

  private RunReport run(Job job, Map<String, String> options, RunRequest request) {
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, options, "test", faults);
    faults.throwIfAny();
    return runner.run(job, arguments, request);
  }

  private JobOutcome write(JobContext context, JobArguments arguments) {
    long rows = arguments.integer("rows");
    List<Metric> metrics =
        LongStream.rangeClosed(1, rows).mapToObj(i -> new Metric(i, "m", 0.5)).toList();
    context.append(
        arguments.text("output"), LakeTables.METRICS, METRICS.dataset(spark, metrics), 0);
    return JobOutcome.empty()
        .count("zulu", rows)
        .count("yankee", 1)
        .count("xray", 2)
        .count("whiskey", 3)
        .count("victor", 4)
        .count("uniform", 5)
        .value("share", 0.25);
  }

  private final Job writer = new TestJob(this::write);

  private long visible() {
    return lake.read(TableRef.parse("metrics")).count();
  }

  @Test
  void runIsCommittedOnceAndThenFound() {
    RunReport first = run(writer, Map.of());
    assertThat(first.status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(first.runId()).matches("test-[0-9a-f]{16}");
    assertThat(first.outputs()).containsOnlyKeys("metrics");
    RunReport second = run(writer, Map.of("threads", "8"));
    assertThat(second.status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThat(second.runId()).isEqualTo(first.runId());
    assertThat(second.outputs()).isEqualTo(first.outputs());
    assertThat(second.outcome()).isEqualTo(first.outcome());
    assertThat(second.outcome().counts().keySet())
        .containsExactly("zulu", "yankee", "xray", "whiskey", "victor", "uniform");
    assertThat(visible()).isEqualTo(3);

    assertThat(run(writer, Map.of("rows", "4")).runId()).isNotEqualTo(first.runId());
    assertThat(visible()).isEqualTo(7);
    assertThat(run(writer, Map.of(), RunRequest.ofSeed(2)).runId()).isNotEqualTo(first.runId());
    RunReport forced = run(writer, Map.of(), RunRequest.ofSeed(1).forced());
    assertThat(forced.status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(forced.runId()).startsWith(first.runId() + "-");
    assertThat(visible()).isEqualTo(13);
  }

  @Test
  void runKilledBeforeItsCommitEndsTheSame() {
    Job killed =
        new TestJob(
            (context, arguments) -> {
              write(context, arguments);
              throw new IllegalStateException("killed after the table was written");
            });
    assertThatThrownBy(() -> run(killed, Map.of()))
        .isInstanceOf(WorkException.class)
        .hasMessage(
            "job test failed: IllegalStateException: killed after the table was written. The log"
                + " has the whole trace.");
    assertThatThrownBy(this::visible).hasMessageContaining("no run has committed table metrics");
    RunReport again = run(writer, Map.of());
    assertThat(again.status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(visible()).isEqualTo(3);
    assertThat(spark.read().format("delta").load(lake.root() + "/tables/metrics").count())
        .isEqualTo(3);
    assertThat(lake.runs().history())
        .extracting(RunRecord::status)
        .containsExactly(RunRecord.FAILED, RunRecord.COMMITTED);
  }

  /** A training that was killed behind its last segment finds it written and writes no more. */
  @Test
  void whatAnEarlierAttemptWroteIsVisibleThoughTheLastOneWroteNothing() {
    boolean[] dies = {true};
    Job resumes =
        new TestJob(
            (context, arguments) -> {
              if (!context.written("metrics", 0)) {
                write(context, arguments);
              }
              if (dies[0]) {
                throw new IllegalStateException("killed behind the last segment");
              }
              return JobOutcome.empty();
            });
    assertThatThrownBy(() -> run(resumes, Map.of())).isInstanceOf(WorkException.class);
    dies[0] = false;
    RunReport again = run(resumes, Map.of());
    assertThat(again.outputs()).containsOnlyKeys("metrics");
    assertThat(visible()).isEqualTo(3);
  }

  @Test
  void refusalIsRecordedAsSuch() {
    Job refuses =
        new TestJob(
            (context, arguments) -> {
              throw new GateRefusedException(List.of(Fault.of("loss 3.2 is above 3.0")));
            });
    assertThatThrownBy(() -> run(refuses, Map.of())).isInstanceOf(GateRefusedException.class);
    RunRecord row = lake.runs().history().get(0);
    assertThat(row.status()).isEqualTo(RunRecord.REFUSED);
    assertThat(row.message()).isEqualTo("loss 3.2 is above 3.0");
  }

  @Test
  void brokenConstraintIsToldInWords() {
    record Duplicate(
        String rowId, String clusterId, boolean kept, double similarity, String method) {}
    RecordCodec<Duplicate> codec = RecordCodec.of(Duplicate.class, LakeTables.DUPLICATES);
    Job bad =
        new TestJob(
            (context, arguments) -> {
              context.append(
                  "duplicates",
                  LakeTables.DUPLICATES,
                  codec.dataset(spark, List.of(new Duplicate("a", "a", true, 2, "exact"))),
                  0);
              return JobOutcome.empty();
            });
    assertThatThrownBy(() -> run(bad, Map.of()))
        .isInstanceOf(WorkException.class)
        .hasMessageStartingWith("a table refused a row: ")
        .hasMessageContaining("similarity_is_a_share");
  }

  @Test
  void errorOfAWorkerReachesTheUserAsItIs() {
    Job fails =
        new TestJob(
            (context, arguments) -> {
              context
                  .spark()
                  .range(1)
                  .javaRDD()
                  .foreach(
                      i -> {
                        throw new WorkException("row 7 is bad", "a.jsonl:7", "Mend it.");
                      });
              return JobOutcome.empty();
            });
    assertThatThrownBy(() -> run(fails, Map.of())).hasMessage("a.jsonl:7: row 7 is bad. Mend it.");
  }

  @Test
  void secretsAreNotStored() {
    run(writer, Map.of("password", "open sesame", "url", "https://me:hunter2@host/"));
    RunRecord row = lake.runs().history().get(0);
    assertThat(row.parameters())
        .containsEntry("password", "***")
        .containsEntry("url", "https://me:***@host/")
        .containsEntry("rows", "3");
  }

  @Test
  void allBadInputsAreListedAtOnce() {
    NightshiftException thrown =
        catchThrowableOfType(
            RequestException.class,
            () ->
                run(
                    writer,
                    Map.of("input", "table:none", "output", "table:metrics@3", "rows", "-1")));
    assertThat(thrown.faults()).hasSize(3);
    assertThat(thrown.getMessage())
        .contains("the lake has no table 'none'")
        .contains("'table:metrics@3' names a version")
        .contains("--rows is negative");
    assertThatThrownBy(() -> run(writer, Map.of("input", folder + "/none.jsonl")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("none.jsonl' does not exist");
  }

  @Test
  void unrelatedRunsDoNotMakeAStepRunAgain() {
    run(writer, Map.of());
    List<Input> seen = new ArrayList<>();
    Job reader =
        new TestJob(
            (context, arguments) -> {
              seen.add(context.input("input"));
              assertThat(context.read((Input.OfTable) context.input("input")).count()).isEqualTo(3);
              return JobOutcome.empty();
            });
    Map<String, String> options = Map.of("input", "table:metrics", "output", "other");
    assertThat(run(reader, options).status()).isEqualTo(RunReport.Status.COMMITTED);
    run(writer, Map.of("output", "unrelated"));
    assertThat(run(reader, options).status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThat(seen).hasSize(1);
    RunRecord row = lake.runs().history().get(1);
    assertThat(row.inputs()).hasSize(1);
    assertThat(row.inputs().get(0).uri()).isEqualTo("table:metrics");
    assertThat(row.inputs().get(0).version()).isEqualTo(1);
  }

  @Test
  void changedFileMakesAStepRunAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("in.txt"), "one");
    Job reader = new TestJob((context, arguments) -> JobOutcome.empty());
    Map<String, String> options = Map.of("input", file.toString());
    assertThat(run(reader, options).status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(run(reader, options).status()).isEqualTo(RunReport.Status.UNCHANGED);
    Files.writeString(file, "three");
    assertThat(run(reader, options).status()).isEqualTo(RunReport.Status.COMMITTED);
  }

  @Test
  void lostArtifactIsMadeAgain() throws IOException {
    Path artifact = folder.resolve("model");
    Job maker =
        new TestJob(
            (context, arguments) -> {
              try {
                Files.writeString(artifact, "weights");
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
              assertThat(context.workFolder()).isDirectory();
              return JobOutcome.empty().artifact("model", artifact.toString());
            });
    RunReport first = run(maker, Map.of());
    assertThat(run(maker, Map.of()).status()).isEqualTo(RunReport.Status.UNCHANGED);
    Files.delete(artifact);
    RunReport again = run(maker, Map.of());
    assertThat(again.status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(again.runId()).isEqualTo(first.runId());
    assertThat(artifact).exists();
  }

  @Test
  void aFileThatATextNamesIsAnInput() throws IOException {
    Path file = Files.writeString(folder.resolve("named.txt"), "one");
    Map<String, String> options = Map.of("url", file.toUri().toString());
    Job job = new TestJob((context, arguments) -> JobOutcome.empty());
    RunReport first = run(job, options);
    assertThat(run(job, options).status()).isEqualTo(RunReport.Status.UNCHANGED);
    Files.writeString(file, "another");
    RunReport second = run(job, options);
    assertThat(second.status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(second.runId()).isNotEqualTo(first.runId());
    assertThat(lake.runs().findRun(second.runId()).orElseThrow().inputs())
        .extracting(RunRecord.RunInput::name)
        .containsExactly("url of a file");
    Files.delete(file);
    assertThatThrownBy(() -> run(job, options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("named.txt");
  }
}
