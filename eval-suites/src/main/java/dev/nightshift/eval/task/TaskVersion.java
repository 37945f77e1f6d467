package dev.nightshift.eval.task;

import dev.nightshift.eval.yaml.YamlMap;
import java.util.Optional;

/** Reads {@code metadata.version}: what stands before the first point counts. */
final class TaskVersion {

  private TaskVersion() {}

  static int of(YamlMap yaml) {
    Optional<YamlMap> metadata = yaml.map("metadata");
    if (metadata.isEmpty()) {
      return 0;
    }
    YamlMap map = metadata.get();
    String written = map.text("version").orElse("0");
    map.ignoreRest();
    if (!written.matches("[0-9]{1,8}(\\.[0-9]+)*")) {
      map.fault("version", "'" + written + "' is not a number", "");
      return 0;
    }
    int point = written.indexOf('.');
    return Integer.parseInt(point < 0 ? written : written.substring(0, point));
  }
}
