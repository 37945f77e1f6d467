package dev.nightshift.pipelines.run;

import dev.nightshift.pipelines.spec.Reference;
import dev.nightshift.pipelines.spec.Setting;
import dev.nightshift.pipelines.spec.Template;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.Faults;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Fills what only earlier steps know: the versions that they wrote and the folders they made. */
final class StepValues {

  private final Map<String, RunReport> reports = new LinkedHashMap<>();

  void put(String step, RunReport report) {
    reports.put(step, report);
  }

  /** The options of a step with all references to steps filled; secrets stay references. */
  Map<String, String> fill(Map<String, Setting> options, Faults faults) {
    Map<String, String> filled = new LinkedHashMap<>();
    options.forEach(
        (name, setting) ->
            filled.put(
                name,
                Template.parse(setting, faults)
                    .fill(reference -> value(reference, setting, faults))));
    return filled;
  }

  private Optional<String> value(Reference reference, Setting setting, Faults faults) {
    if (reference instanceof Reference.OfOutput of) {
      Map<String, Long> outputs = report(of.step()).outputs();
      Long version = outputs.get(of.table());
      return version == null
          ? missing(of.step(), "table", of.table(), outputs.keySet(), setting, faults)
          : Optional.of("table:" + of.table() + "@" + version);
    }
    if (reference instanceof Reference.OfArtifact of) {
      Map<String, String> artifacts = report(of.step()).outcome().artifacts();
      String path = artifacts.get(of.artifact());
      return path == null
          ? missing(of.step(), "artifact", of.artifact(), artifacts.keySet(), setting, faults)
          : Optional.of(path);
    }
    return Optional.empty();
  }

  private RunReport report(String step) {
    RunReport report = reports.get(step);
    if (report == null) {
      throw new IllegalStateException("step " + step + " is needed before it ended");
    }
    return report;
  }

  private static Optional<String> missing(
      String step,
      String kind,
      String name,
      Collection<String> made,
      Setting setting,
      Faults faults) {
    faults.add(
        "step '" + step + "' made no " + kind + " '" + name + "'",
        setting.place().toString(),
        made.isEmpty() ? "It made none." : "It made: " + String.join(", ", made) + ".");
    return Optional.empty();
  }
}
