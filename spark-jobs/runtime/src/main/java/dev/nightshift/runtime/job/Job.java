package dev.nightshift.runtime.job;

import dev.nightshift.schema.error.Faults;
import java.util.List;
import java.util.Map;

/**
 * A piece of work with a name that people script against.
 *
 * <p>A job is a deterministic function of its arguments, the tables and files that its inputs name,
 * and its seed: run again after a kill, it writes the same rows to the same segments. It reads and
 * writes the lake through its {@link JobContext} only.
 */
public interface Job {

  /** The name on the command line and in pipelines, in kebab case. */
  String name();

  /** Grows whenever the same arguments would give another result: an unchanged step is skipped. */
  int version();

  /** What the job does, in one line. */
  String summary();

  /** An example command line without the program's name, such as {@code --input a --table b}. */
  String example();

  /** The options, in the order of the help. */
  List<JobOption> options();

  /**
   * What the job reads beside its options of kind {@link OptionKind#INPUT}, such as a model that is
   * named within a text: a name to a reference as such an option has it. It counts for the
   * fingerprint and stands in the lineage. Of arguments that are wrong nothing need be told.
   */
  default Map<String, String> furtherInputs(JobArguments arguments) {
    return Map.of();
  }

  /**
   * Adds what is wrong with the options together, or in a way that their types cannot tell. Nothing
   * is read, so that a request is refused at once, and a pipeline before its first step; {@link
   * #run} adds what can be told with the inputs at hand alone.
   */
  default void check(JobArguments arguments, Faults faults) {}

  /**
   * Does the work.
   *
   * @throws dev.nightshift.schema.error.RequestException if the arguments are wrong in a way that
   *     their types could not tell; all faults at once
   * @throws dev.nightshift.schema.error.WorkException if the work failed
   * @throws dev.nightshift.schema.error.GateRefusedException if a gate refused the result
   */
  JobOutcome run(JobContext context, JobArguments arguments);
}
