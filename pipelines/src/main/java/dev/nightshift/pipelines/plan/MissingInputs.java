package dev.nightshift.pipelines.plan;

import dev.nightshift.pipelines.spec.Setting;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds inputs that are not there, so that a night does not learn at three in the morning what
 * could be known at once. Looks at local files only; tables and other file systems are checked by
 * the run.
 */
public final class MissingInputs {

  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private MissingInputs() {}

  /**
   * Adds a fault for each input of one job that is not there.
   *
   * @param options values by name
   * @param where what the faults say of their place
   */
  public static void check(Job job, Map<String, String> options, String where, Faults faults) {
    for (JobOption option : job.options()) {
      String text = options.get(option.name());
      if (text != null && option.kind() == OptionKind.INPUT && isMissing(text, List.of())) {
        add("option '" + option.name() + "'", text, where, faults);
      }
    }
  }

  static void check(List<PlannedStep> steps, Faults faults) {
    List<Path> made = new ArrayList<>();
    for (PlannedStep step : steps) {
      for (JobOption option : step.job().options()) {
        Setting setting = step.options().get(option.name());
        if (setting == null || setting.text().contains("${")) {
          continue;
        }
        if (option.kind() == OptionKind.OUTPUT_PATH) {
          local(setting.text()).ifPresent(made::add);
        } else if (option.kind() == OptionKind.INPUT && isMissing(setting.text(), made)) {
          add(
              "option '" + option.name() + "' of step '" + step.name() + "'",
              setting.text(),
              setting.place().toString(),
              faults);
        }
      }
    }
  }

  /** Whether a text names a path of this machine that is neither there nor will be made. */
  private static boolean isMissing(String text, List<Path> made) {
    return !GLOB.matcher(text).find()
        && local(text)
            .filter(path -> !Files.exists(path) && made.stream().noneMatch(path::startsWith))
            .isPresent();
  }

  private static void add(String who, String text, String where, Faults faults) {
    faults.add(
        who + " names '" + text + "', which does not exist",
        where,
        "Check the path; relative paths start at " + Path.of("").toAbsolutePath() + ".");
  }

  private static Optional<Path> local(String text) {
    if (text.isBlank() || text.startsWith("table:")) {
      return Optional.empty();
    }
    try {
      if (text.startsWith("file:")) {
        return Optional.of(Path.of(URI.create(text)).toAbsolutePath().normalize());
      }
      return text.matches("[a-z][a-z0-9+.-]+:.*")
          ? Optional.empty()
          : Optional.of(Path.of(text).toAbsolutePath().normalize());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
