package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.training.federated.client.ClientProgram;
import java.io.IOException;
import java.util.List;

/** A job that trains by rounds of federated averaging. */
interface FederatedJob extends Job {

  /**
   * What rounds need.
   *
   * @param request what the options ask for
   * @param digest of all that decides the result
   * @param program the model and the data
   * @param names the clients' names, in the order of their numbers
   */
  record Rounds(
      FederateRequest request, String digest, ClientProgram program, List<String> names) {}

  /** Prepares model and data in the work folder; what is prepared already is kept. */
  Rounds rounds(JobContext context, JobArguments arguments) throws IOException;
}
