package dev.nightshift.pipelines.plan;

import dev.nightshift.runtime.job.Job;
import java.util.List;
import java.util.Optional;

/** The jobs that a pipeline may name. */
public interface JobCatalog {

  /** The job of that name, if there is one. */
  Optional<Job> find(String name);

  /** All names, sorted. */
  List<String> names();
}
