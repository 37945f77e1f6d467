package dev.nightshift.curation.spark;

import dev.nightshift.curation.config.YamlFile;
import dev.nightshift.curation.config.YamlNode;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The options of a run together with those of its file: what was given itself goes first. */
final class ConfiguredArguments {

  private ConfiguredArguments() {}

  /**
   * Adds the values of a job's option {@code config}. What is read and written is named by options
   * alone, as it is pinned before the file is opened.
   *
   * @param faults takes every fault of the file, with its line
   */
  static JobArguments of(
      Job job, JobContext context, JobArguments arguments, String option, Faults faults) {
    if (!arguments.has(option)) {
      return arguments;
    }
    SmallFile file = SmallFile.read(context, option);
    YamlNode.Entries entries = YamlFile.read(file.text(), file.name(), faults);
    Map<String, JobOption> options = new HashMap<>();
    job.options().forEach(o -> options.put(o.name(), o));
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, String> places = new HashMap<>();
    entries
        .entries()
        .forEach(
            (name, node) -> {
              JobOption known = options.get(name);
              if (known != null && isPinned(known.kind())) {
                faults.add(
                    "'" + name + "' names what is read or written",
                    node.place(),
                    "Give it as option --" + name + ": it is pinned before this file is opened.");
              } else if (node.asText().isEmpty()) {
                faults.add(
                    "'" + name + "' is no single value and no list of them", node.place(), "");
              } else {
                values.put(name, node.asText().get());
                places.put(name, node.place());
              }
            });
    arguments
        .asMap()
        .forEach(
            (name, value) -> {
              if (arguments.isGiven(name)) {
                values.put(name, value);
                places.remove(name);
              }
            });
    JobArguments merged =
        JobArguments.check(
            job, values, name -> places.getOrDefault(name, "option '" + name + "'"), faults);
    return merged.withSecrets(written -> resolved(arguments, written));
  }

  private static String resolved(JobArguments arguments, String written) {
    for (Map.Entry<String, String> entry : arguments.asMap().entrySet()) {
      if (entry.getValue().equals(written)) {
        return arguments.text(entry.getKey());
      }
    }
    return written;
  }

  private static boolean isPinned(OptionKind kind) {
    return kind == OptionKind.INPUT
        || kind == OptionKind.OUTPUT_TABLE
        || kind == OptionKind.OUTPUT_PATH;
  }
}
