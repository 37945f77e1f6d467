package dev.nightshift.cli;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobRegistry;
import java.util.List;
import java.util.Optional;

/** All jobs on the class path. */
final class Jobs implements JobCatalog {

  private final JobRegistry registry = JobRegistry.load();

  @Override
  public Optional<Job> find(String name) {
    return registry.all().stream().filter(j -> j.name().equals(name)).findFirst();
  }

  @Override
  public List<String> names() {
    return registry.all().stream().map(Job::name).toList();
  }
}
