package dev.nightshift.cli;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.schema.error.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code jobs}. */
@Command(
    name = "jobs",
    description = "List the jobs.",
    footer = {"", "'./nightshift job NAME --help' explains one."})
final class JobsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  JobsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    JobCatalog jobs = new Jobs();
    int width = jobs.names().stream().mapToInt(String::length).max().orElse(1);
    for (String name : jobs.names()) {
      jobs.find(name)
          .ifPresent(
              job ->
                  surroundings.out().printf("%-" + width + "s  %s%n", job.name(), job.summary()));
    }
    return ExitCode.DONE.code();
  }
}
