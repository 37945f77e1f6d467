package dev.nightshift.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that works on a lake. */
final class LakeOptions {

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description = "Folder of the lake. Where no layer names one: lake.")
  @Nullable String lake;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master. Where none is given: what spark-submit says, else local[*].")
  @Nullable String master;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of every random choice. Where no layer names one: the pipeline's, else 0.")
  @Nullable Long seed;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting, such as spark.executor.memory=8g. Repeatable.")
  Map<String, String> conf = new LinkedHashMap<>();

  /** The general options that were given, as assignments of the highest layer. */
  List<Map.Entry<String, String>> given() {
    List<Map.Entry<String, String>> given = new ArrayList<>();
    if (lake != null) {
      given.add(Map.entry("lake", lake));
    }
    if (master != null) {
      given.add(Map.entry("master", master));
    }
    if (seed != null) {
      given.add(Map.entry("seed", String.valueOf(seed)));
    }
    return given;
  }
}
