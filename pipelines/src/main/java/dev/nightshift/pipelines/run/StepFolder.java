package dev.nightshift.pipelines.run;

import dev.nightshift.runtime.job.Inputs;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.schema.identity.Digest;
import java.util.Map;
import java.util.UUID;

/**
 * Names a step's own folder by all that decides what is made in it: the job and its version, the
 * seed, the options, and the content of the inputs.
 *
 * <p>So tonight's model does not meet last night's in one folder, and an unchanged step finds its
 * own again.
 */
final class StepFolder {

  /** What stands for the folder in an option. */
  static final String MARK = "${step.folder}";

  private static final int DIGITS = 16;

  private final Lake lake;

  StepFolder(Lake lake) {
    this.lake = lake;
  }

  /**
   * Fills the folder into the options.
   *
   * @param options all other references filled
   * @param force whether the step runs even if it ran before; then the folder is a new one
   */
  void fill(String step, Job job, Map<String, String> options, long seed, boolean force) {
    if (options.values().stream().noneMatch(v -> v.contains(MARK))) {
      return;
    }
    String name = step + "-" + digest(job, options, seed).substring(0, DIGITS);
    if (force) {
      name += "-" + UUID.randomUUID().toString().substring(0, 8);
    }
    String folder = localRoot() + "/steps/" + name;
    options.replaceAll((option, value) -> value.replace(MARK, folder));
  }

  private String digest(Job job, Map<String, String> options, long seed) {
    Inputs inputs = new Inputs(lake);
    Digest digest = Digest.start().add("step").add(job.name()).add(job.version()).add(seed);
    for (JobOption option : job.options()) {
      String value = options.getOrDefault(option.name(), option.defaultValue());
      if (value == null || option.kind() == OptionKind.EXECUTION) {
        continue;
      }
      digest.add(option.name());
      digest.add(
          option.kind() == OptionKind.INPUT
              ? inputs.resolve(value, "option '" + option.name() + "'").digest()
              : value);
    }
    return digest.hex();
  }

  /** The lake's root: as a path where it is on this machine, else as the URI that it is. */
  private String localRoot() {
    return lake.root().replaceFirst("^file:/*", "/");
  }
}
