package dev.nightshift.pipelines.plan;

import dev.nightshift.pipelines.spec.Setting;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds inputs that are not there, so that a night does not learn at three in the morning what
 * could be known at once. Looks at local files only; tables and other file systems are checked by
 * the run.
 */
final class MissingInputs {

  private MissingInputs() {}

  static void check(List<PlannedStep> steps, Faults faults) {
    List<Path> made = new ArrayList<>();
    for (PlannedStep step : steps) {
      for (JobOption option : step.job().options()) {
        Setting setting = step.options().get(option.name());
        if (setting == null || setting.text().contains("${")) {
          continue;
        }
        Optional<Path> path = local(setting.text());
        if (path.isEmpty()) {
          continue;
        }
        if (option.kind() == OptionKind.OUTPUT_PATH) {
          made.add(path.get());
        } else if (option.kind() == OptionKind.INPUT
            && !Files.exists(path.get())
            && made.stream().noneMatch(path.get()::startsWith)) {
          faults.add(
              "option '"
                  + option.name()
                  + "' of step '"
                  + step.name()
                  + "' names '"
                  + setting.text()
                  + "', which does not exist",
              setting.place().toString(),
              "Check the path; relative paths start at " + Path.of("").toAbsolutePath() + ".");
        }
      }
    }
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
