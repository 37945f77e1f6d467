package dev.nightshift.pipelines.testing;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A lake in a folder, and jobs that run on it as they do on the command line. */
public final class TestLake {

  private final Lake lake;
  private final Clock clock;

  public TestLake(Path folder, Clock clock) {
    this.lake = Lake.open(SharedSpark.session(), folder.toString());
    this.clock = clock;
  }

  /** Runs a job with the options that a user gave. */
  public RunReport run(Job job, Map<String, String> options) {
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, options, "test", faults);
    faults.throwIfAny();
    return new JobRunner(SharedSpark.session(), lake, new Lines(), clock, "test")
        .run(job, arguments, RunRequest.ofSeed(0));
  }

  /** The committed rows of a table. */
  public Dataset<Row> table(String name) {
    return lake.read(TableRef.parse(name));
  }
}
