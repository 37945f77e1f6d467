package dev.nightshift.runtime.job;

import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.RequestException;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The jobs by name. Each module lists its own for {@link ServiceLoader}. */
public final class JobRegistry {

  private final TreeMap<String, Job> jobs = new TreeMap<>();

  /**
   * A registry of given jobs.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public JobRegistry(Iterable<Job> jobs) {
    for (Job job : jobs) {
      Job other = this.jobs.put(job.name(), job);
      if (other != null) {
        throw new IllegalArgumentException(
            "two jobs are named "
                + job.name()
                + ": "
                + other.getClass()
                + " and "
                + job.getClass());
      }
    }
  }

  /** All jobs on the class path. */
  public static JobRegistry load() {
    return new JobRegistry(ServiceLoader.load(Job.class));
  }

  /** All jobs, by name. */
  public Collection<Job> all() {
    return List.copyOf(jobs.values());
  }

  /**
   * The job of a name.
   *
   * @param where where the name stood, for the message
   * @throws RequestException if there is none; names the nearest one and lists all
   */
  public Job find(String name, String where) {
    Job job = jobs.get(name);
    if (job == null) {
      String known = String.join(", ", jobs.keySet());
      throw new RequestException(
          "there is no job '" + name + "'",
          where,
          Nearest.to(name, jobs.keySet()).map(near -> "Did you mean '" + near + "'? ").orElse("")
              + "The jobs are: "
              + known
              + ".");
    }
    return job;
  }
}
