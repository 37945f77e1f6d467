package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.identity.Digest;

/**
 * What decides the result of a run, as one digest: the job and its version, the seed, all options
 * but those of how and where, and the digests of the inputs. Runs of one request have it in common,
 * in any lake and with {@code --force}; what is drawn from a secret follows from it.
 */
final class RequestDigest {

  private RequestDigest() {}

  static String of(Job job, JobContext context, JobArguments arguments) {
    Digest digest =
        Digest.start().add("request").add(job.name()).add(job.version()).add(context.seed());
    for (JobOption option : job.options()) {
      String value = arguments.asMap().get(option.name());
      if (value != null && matters(option)) {
        digest
            .add(option.name())
            .add(option.kind() == OptionKind.INPUT ? context.input(option.name()).digest() : value);
      }
    }
    return digest.hex();
  }

  /** Whether an option changes the result. */
  static boolean matters(JobOption option) {
    return option.kind() != OptionKind.EXECUTION && option.kind() != OptionKind.OUTPUT_PATH;
  }
}
