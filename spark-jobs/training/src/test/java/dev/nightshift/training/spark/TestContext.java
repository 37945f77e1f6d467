package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Inputs;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A context over a real lake that can die before it appends. */
final class TestContext implements JobContext {

  /** What a killed process looks like from inside. */
  static final class Killed extends RuntimeException {
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
  private String dieBefore = "";
  private String dieAfter = "";

  TestContext(Path root, String runId) {
    this(TestSpark.session(), root, runId);
  }

  TestContext(SparkSession spark, Path root, String runId) {
    this.root = root;
    this.runId = runId;
    this.lake = Lake.open(spark, root.resolve("lake").toString());
  }

  /** The lines that were to stay on the screen. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Dies before it appends that segment of that table. */
  TestContext dyingBefore(String table, long segment) {
    this.dieBefore = table + "/" + segment;
    return this;
  }

  /** Dies after it has appended that segment of that table. */
  TestContext dyingAfter(String table, long segment) {
    this.dieAfter = table + "/" + segment;
    return this;
  }

  /** Checks options and pins the inputs among them. */
  JobArguments arguments(Job job, Map<String, String> given) {
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
