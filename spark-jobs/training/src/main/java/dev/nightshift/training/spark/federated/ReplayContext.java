package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Inputs;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.table.TableSchema;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The context of a run of before with its seed and inputs, in which nothing is written. */
final class ReplayContext implements JobContext {

  private final JobContext outer;
  private final RunRecord run;
  private final Map<String, Input> inputs = new HashMap<>();

  /**
   * The context of a run.
   *
   * @param outer lends the session, the lake and the work folder
   * @param faults takes a fault for each input that is not what it was
   */
  ReplayContext(JobContext outer, RunRecord run, Faults faults) {
    this.outer = outer;
    this.run = run;
    Inputs resolver = new Inputs(outer.lake());
    for (RunRecord.RunInput input : run.inputs()) {
      String where = "option '" + input.name() + "' of run " + run.runId();
      Input now = resolver.resolve(reference(input), where);
      if (!now.digest().equals(input.digest())) {
        faults.add(
            "'" + reference(input) + "' is not what the run read",
            where,
            "A round can be computed again only from the same data.");
      }
      inputs.put(input.name(), now);
    }
  }

  private static String reference(RunRecord.RunInput input) {
    return input.version() == null || input.uri().contains("@")
        ? input.uri()
        : input.uri() + "@" + input.version();
  }

  @Override
  public SparkSession spark() {
    return outer.spark();
  }

  @Override
  public Lake lake() {
    return outer.lake();
  }

  @Override
  public String runId() {
    return run.runId();
  }

  @Override
  public long seed() {
    return run.seed();
  }

  @Override
  public Input input(String optionName) {
    Input input = inputs.get(optionName);
    if (input == null) {
      throw new IllegalArgumentException("run " + run.runId() + " has no input " + optionName);
    }
    return input;
  }

  @Override
  public Dataset<Row> read(Input.OfTable input) {
    return outer.read(input);
  }

  @Override
  public long append(String table, TableSchema schema, Dataset<Row> rows, long segment) {
    throw new IllegalStateException("a replay writes nothing");
  }

  @Override
  public boolean written(String table, long segment) {
    return true;
  }

  @Override
  public Path workFolder() {
    return outer.workFolder();
  }

  @Override
  public Progress progress() {
    return outer.progress();
  }

  @Override
  public Clock clock() {
    return outer.clock();
  }
}
