package dev.nightshift.eval.task;

import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task file with the files that it includes. An included file is named relative to the one that
 * names it; its keys count where the file that includes it lacks them, a later file before an
 * earlier one.
 */
final class TaskFile {

  private static final int DEEPEST = 10;

  private final Map<String, String> texts;
  private final Faults faults;
  private final List<String> read = new ArrayList<>();

  private TaskFile(Map<String, String> texts, Faults faults) {
    this.texts = texts;
    this.faults = faults;
  }

  /**
   * What was read.
   *
   * @param yaml all keys
   * @param digest digest of all texts; of the text alone where nothing is included
   */
  record Loaded(YamlMap yaml, String digest) {}

  /**
   * Reads a file.
   *
   * @param file its path among the texts
   * @param texts path to content of all files
   * @param faults takes every fault
   */
  static Optional<Loaded> load(String file, Map<String, String> texts, Faults faults) {
    TaskFile loader = new TaskFile(texts, faults);
    return loader.merged(file, 0).map(loader::loaded);
  }

  /** A mapping that stands in a file, with the files that the mapping includes. */
  static Loaded load(YamlMap yaml, Map<String, String> texts, Faults faults) {
    TaskFile loader = new TaskFile(texts, faults);
    loader.read.add(yaml.written());
    loader.include(yaml, yaml.file(), 0);
    return loader.loaded(yaml);
  }

  private Loaded loaded(YamlMap yaml) {
    if (read.size() == 1) {
      return new Loaded(yaml, Digest.ofText(read.get(0)));
    }
    Digest digest = Digest.start().add("task-files").add(read.size());
    read.forEach(digest::add);
    return new Loaded(yaml, digest.hex());
  }

  private Optional<YamlMap> merged(String file, int depth) {
    String text = texts.get(file);
    if (text == null) {
      return Optional.empty();
    }
    read.add(text);
    Optional<YamlMap> root = YamlFile.parse(file, text, faults);
    root.ifPresent(yaml -> include(yaml, file, depth));
    return root;
  }

  private void include(YamlMap yaml, String file, int depth) {
    if (!yaml.has("include")) {
      return;
    }
    List<String> includes = yaml.texts("include");
    for (int i = includes.size() - 1; i >= 0; i--) {
      String path = beside(file, includes.get(i));
      if (depth == DEEPEST) {
        yaml.fault("include", "files include each other too deeply", "");
      } else if (!texts.containsKey(path)) {
        yaml.fault("include", "there is no file '" + path + "'", "Give its path from this file.");
      } else {
        merged(path, depth + 1).ifPresent(yaml::over);
      }
    }
    yaml.drop("include");
    yaml.drop("task_list");
  }

  private static String beside(String file, String include) {
    if (include.startsWith("/")) {
      return include;
    }
    int slash = file.lastIndexOf('/');
    List<String> names = new ArrayList<>();
    String joined = (slash < 0 ? "" : file.substring(0, slash + 1)) + include;
    for (String name : joined.split("/", -1)) {
      if (name.equals("..") && !names.isEmpty() && !names.get(names.size() - 1).equals("..")) {
        names.remove(names.size() - 1);
      } else if (!name.equals(".")) {
        names.add(name);
      }
    }
    return String.join("/", names);
  }
}
