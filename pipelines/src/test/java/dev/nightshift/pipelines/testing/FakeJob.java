package dev.nightshift.pipelines.testing;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** A job whose work is a function; for tests of what runs jobs. */
public record FakeJob(
    String name,
    List<JobOption> options,
    BiFunction<JobContext, JobArguments, JobOutcome> work,
    BiConsumer<JobArguments, Faults> checks)
    implements Job {

  /** A job that does nothing. */
  public static FakeJob of(String name, JobOption... options) {
    return new FakeJob(
        name,
        List.of(options),
        (context, arguments) -> JobOutcome.empty(),
        (arguments, faults) -> {});
  }

  /** This job with other work. */
  public FakeJob doing(BiFunction<JobContext, JobArguments, JobOutcome> other) {
    return new FakeJob(name, options, other, checks);
  }

  /** This job with other checks of its options. */
  public FakeJob checking(BiConsumer<JobArguments, Faults> other) {
    return new FakeJob(name, options, work, other);
  }

  /** A catalog of jobs. */
  public static JobCatalog catalog(Job... jobs) {
    return new JobCatalog() {
      @Override
      public Optional<Job> find(String name) {
        return Arrays.stream(jobs).filter(j -> j.name().equals(name)).findFirst();
      }

      @Override
      public List<String> names() {
        return Arrays.stream(jobs).map(Job::name).sorted().toList();
      }
    };
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Does what a test tells it.";
  }

  @Override
  public String example() {
    return "--text hello";
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    checks.accept(arguments, faults);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    return work.apply(context, arguments);
  }
}
