package dev.nightshift.runtime.job;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.TableSchema;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The context of one run. */
final class RunContext implements JobContext {

  /**
   * Where runs keep their side files if the lake is no local folder; must be seen by all workers.
   */
  static final String WORK_SETTING = "spark.nightshift.work";

  private final SparkSession spark;
  private final Lake lake;
  private final String runId;
  private final long seed;
  private final Map<String, Input> inputs;
  private final Progress progress;
  private final Clock clock;

  RunContext(
      SparkSession spark,
      Lake lake,
      String runId,
      long seed,
      Map<String, Input> inputs,
      Progress progress,
      Clock clock) {
    this.spark = spark;
    this.lake = lake;
    this.runId = runId;
    this.seed = seed;
    this.inputs = inputs;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public SparkSession spark() {
    return spark;
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
    return seed;
  }

  @Override
  public Input input(String optionName) {
    Input input = inputs.get(optionName);
    if (input == null) {
      throw new IllegalArgumentException("no input was given for option '" + optionName + "'");
    }
    return input;
  }

  @Override
  public Dataset<Row> read(Input.OfTable input) {
    return lake.read(input.table());
  }

  @Override
  public long append(String table, TableSchema schema, Dataset<Row> rows, long segment) {
    return lake.append(table, schema, rows, runId, segment);
  }

  @Override
  public boolean written(String table, long segment) {
    return lake.written(table, runId, segment);
  }

  @Override
  public Path workFolder() {
    Path folder =
        workPath()
            .orElseThrow(
                () ->
                    new WorkException(
                        "a run of a lake at " + lake.root() + " needs a work folder",
                        "",
                        "Set "
                            + WORK_SETTING
                            + " to a folder that the driver and all workers see."));
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new WorkException(
          "the work folder " + folder + " cannot be made: " + e.getMessage(), "", "", e);
    }
  }

  private Optional<Path> workPath() {
    URI root = URI.create(lake.root());
    String configured = spark.conf().get(WORK_SETTING, "");
    if (!configured.isEmpty()) {
      return Optional.of(Path.of(configured, runId));
    }
    return "file".equals(root.getScheme())
        ? Optional.of(Path.of(root.getPath(), "work", runId))
        : Optional.empty();
  }

  /** Deletes the work folder of a run that was committed, if it had one. */
  void deleteWork() throws IOException {
    Optional<Path> folder = workPath();
    if (folder.isPresent()) {
      FolderSwap.delete(folder.get());
    }
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public Clock clock() {
    return clock;
  }
}
