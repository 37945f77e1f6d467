package dev.nightshift.eval.task;

import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Subject;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the key {@code nightshift}: where the items come from. */
final class SourceReader {

  private SourceReader() {}

  static Optional<TaskSource> source(YamlMap yaml, String testSplit, String fewshotSplit) {
    Optional<YamlMap> own = yaml.map("nightshift");
    if (own.isEmpty()) {
      yaml.fault("nightshift", "the key is missing", "Give nightshift.layouts or .generated.");
      return Optional.empty();
    }
    YamlMap map = own.get();
    Optional<YamlMap> generated = map.map("generated");
    List<YamlMap> layouts = map.maps("layouts");
    map.done();
    if (generated.isPresent() == !layouts.isEmpty()) {
      yaml.fault("nightshift", "either layouts or generated is needed", "");
      return Optional.empty();
    }
    return generated.isPresent()
        ? generated(generated.get())
        : Optional.of(files(layouts, testSplit, fewshotSplit));
  }

  private static Optional<TaskSource> generated(YamlMap map) {
    String label = map.requiredText("subject");
    Optional<Subject> subject =
        Arrays.stream(Subject.values()).filter(s -> s.label().equals(label)).findFirst();
    if (subject.isEmpty()) {
      map.fault("subject", "'" + label + "' is no subject", "Use arithmetic or algebra.");
    }
    int count = (int) map.integer("count", 500, 1);
    long seed = map.integer("seed", 0, 0);
    ProblemSpace otherwise = ProblemSpace.DEFAULT;
    int maxTerm = (int) map.integer("max_term", otherwise.maxTerm(), 3);
    int maxFactor = (int) map.integer("max_factor", otherwise.maxFactor(), 3);
    int heldOut = (int) map.integer("held_out_percent", otherwise.heldOutPercent(), 1);
    map.done();
    try {
      ProblemSpace space = new ProblemSpace(maxTerm, maxFactor, heldOut);
      return subject.map(s -> new TaskSource.Generated(s, count, seed, space));
    } catch (IllegalArgumentException e) {
      map.fault("subject", String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
  }

  private static TaskSource files(List<YamlMap> maps, String testSplit, String fewshotSplit) {
    List<TaskSource.Layout> layouts = new ArrayList<>();
    for (YamlMap map : maps) {
      String name = map.requiredText("name");
      List<String> folders = map.texts("folders");
      Map<String, String> files = map.map("files").map(YamlMap::allTexts).orElse(Map.of());
      map.done();
      for (String split : List.of(testSplit, fewshotSplit)) {
        if (!split.isEmpty() && !files.containsKey(split)) {
          map.fault("files", "no file for split '" + split + "'", "");
        }
      }
      layouts.add(new TaskSource.Layout(name, folders.isEmpty() ? List.of(".") : folders, files));
    }
    return new TaskSource.Files(layouts);
  }
}
