package dev.nightshift.evaluation;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.Faults;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** A lake of a test, and jobs on it. */
public final class TestLake {

  private final Lake lake;

  public TestLake(Path folder) {
    lake = Lake.open(TestSpark.session(), folder.toString());
  }

  public Lake lake() {
    return lake;
  }

  /** Runs a job on seed 7 with options given as name, value, name, value. */
  public RunReport run(Job job, String... options) {
    return run(RunRequest.ofSeed(7), job, options);
  }

  /** Runs a job as asked with options given as name, value, name, value. */
  public RunReport run(RunRequest request, Job job, String... options) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return run(request, new ConsoleProgress(nowhere, Clock.systemUTC(), false), job, options);
  }

  /** Runs a job as asked, telling a progress. */
  public RunReport run(RunRequest request, Progress progress, Job job, String... options) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], options[i + 1]);
    }
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, given, "test", faults);
    faults.throwIfAny();
    return new JobRunner(TestSpark.session(), lake, progress, Clock.systemUTC(), "test")
        .run(job, arguments, request);
  }
}
