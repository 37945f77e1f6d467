package dev.nightshift.training.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Inputs;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.table.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A context over a real lake that can die before it appends. */
public final class TestContext implements JobContext {

  /** What a killed process looks like from inside. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed(String where) {
      super(where);
    }
  }

  private final Lake lake;
  private final Path root;
  private final String runId;
  private final Map<String, Input> inputs = new HashMap<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Map<String, Map<Long, Double>> metrics = new TreeMap<>();
  private String dieBefore = "";
  private String dieAfter = "";

  public TestContext(Path root, String runId) {
    this(TestSpark.session(), root, runId);
  }

  TestContext(SparkSession spark, Path root, String runId) {
    this.root = root;
    this.runId = runId;
    this.lake = Lake.open(spark, root.resolve("lake").toString());
  }

  /** The lines that were to stay on the screen. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Dies before it appends that segment of that table. */
  public TestContext dyingBefore(String table, long segment) {
    this.dieBefore = table + "/" + segment;
    return this;
  }

  /** Dies after it has appended that segment of that table. */
  public TestContext dyingAfter(String table, long segment) {
    this.dieAfter = table + "/" + segment;
    return this;
  }

  /** Runs a job as this run. */
  public JobOutcome run(Job job, Map<String, String> options) {
    return job.run(this, arguments(job, options));
  }

  /** Runs a job as the command line does, with its row of {@code runs}, so that its rows count. */
  public JobOutcome commit(Job job, Map<String, String> options) {
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, options, "test", faults);
    faults.throwIfAny();
    return new JobRunner(spark(), lake, progress(), clock(), "test")
        .run(job, arguments, RunRequest.ofSeed(seed()))
        .outcome();
  }

  /** The rows that this run wrote into a table. */
  public Dataset<Row> rows(String table) {
    return lake.ownRows(table, runId);
  }

  /** What the steps of this run learnt from, in their order. */
  public List<Row> consumed() {
    return rows("consumed").orderBy("step", "place").collectAsList();
  }

  /** Step, place and example of rows of {@code consumed}. */
  public static List<String> places(List<Row> consumed) {
    return consumed.stream()
        .map(
            row ->
                row.<Long>getAs("step")
                    + "/"
                    + row.<Integer>getAs("place")
                    + "/"
                    + row.<String>getAs("row_key"))
        .toList();
  }

  /** All metrics of this run by name and step, each of which it wrote once. */
  public Map<String, Map<Long, Double>> metrics() {
    if (metrics.isEmpty()) {
      for (Row row : rows("metrics").select("name", "step", "value").collectAsList()) {
        Double before =
            metrics
                .computeIfAbsent(row.getString(0), name -> new TreeMap<>())
                .put(row.getLong(1), row.getDouble(2));
        assertThat(before).as(row.getString(0) + " of step " + row.getLong(1)).isNull();
      }
    }
    return metrics;
  }

  /** The value of a metric of this run after a step. */
  public double metric(String name, long step) {
    assertThat(metrics()).containsKey(name);
    assertThat(metrics().get(name)).containsKey(step);
    return metrics().get(name).get(step);
  }

  /** The folder of the model that an outcome names. */
  public static Path model(JobOutcome outcome) {
    return Path.of(outcome.artifacts().get("model"));
  }

  /** Checks options and pins the inputs among them. */
  public JobArguments arguments(Job job, Map<String, String> given) {
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, given, "test", faults);
    faults.throwIfAny();
    for (JobOption option : job.options()) {
      if (option.kind() == OptionKind.INPUT && arguments.has(option.name())) {
        inputs.put(
            option.name(), new Inputs(lake).resolve(arguments.text(option.name()), option.name()));
      }
    }
    return arguments;
  }

  @Override
  public SparkSession spark() {
    return lake.spark();
  }

  @Override
  public Lake lake() {
    return lake;
  }

  @Override
  public String runId() {
    return runId;
  }

  @Override
  public long seed() {
    return 7;
  }

  @Override
  public Input input(String optionName) {
    return inputs.get(optionName);
  }

  @Override
  public Dataset<Row> read(Input.OfTable input) {
    return lake.read(input.table());
  }

  @Override
  public long append(String table, TableSchema schema, Dataset<Row> rows, long segment) {
    if (dieBefore.equals(table + "/" + segment)) {
      throw new Killed("killed before " + dieBefore);
    }
    metrics.clear();
    long version = lake.append(table, schema, rows, runId, segment);
    if (dieAfter.equals(table + "/" + segment)) {
      throw new Killed("killed after " + dieAfter);
    }
    return version;
  }

  @Override
  public boolean written(String table, long segment) {
    return lake.written(table, runId, segment);
  }

  @Override
  public Path workFolder() {
    try {
      return Files.createDirectories(root.resolve("work").resolve(runId));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Progress progress() {
    return new Progress() {
      @Override
      public Task start(String name, String unit, long total) {
        return new Task() {
          @Override
          public void at(long done, String note) {}

          @Override
          public void close() {}
        };
      }

      @Override
      public void line(String text) {
        lines.add(text);
      }
    };
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }
}
