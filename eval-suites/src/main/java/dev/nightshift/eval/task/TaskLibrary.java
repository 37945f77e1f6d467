package dev.nightshift.eval.task;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The tasks that can be asked for by name: those of this project, and those of a folder of the
 * user's, which win where names are equal. A task is a folder with a {@code task.yaml}.
 */
public final class TaskLibrary {

  private static final String FILE = "task.yaml";
  // Stands beside the task folders, in a folder and in a jar alike.
  private static final String FOLDER = "/dev/nightshift/eval/tasks";
  private static final String ANCHOR = FOLDER + "/README.md";

  /** Name of the folder to where its file is and what it says. */
  private final Map<String, SourceText> texts;

  private record SourceText(String file, String text) {}

  private TaskLibrary(Map<String, SourceText> texts) {
    this.texts = texts;
  }

  /** The tasks of this project. */
  public static TaskLibrary builtIn() {
    Map<String, SourceText> texts = new TreeMap<>();
    URL anchor = TaskLibrary.class.getResource(ANCHOR);
    if (anchor == null) {
      throw new IllegalStateException("the class path has no " + ANCHOR);
    }
    try {
      URI uri = anchor.toURI();
      if (uri.getScheme().equals("jar")) {
        // A view of its own: the one that others may share is closed by whoever opened it.
        String jar = uri.getSchemeSpecificPart();
        Path file = Path.of(URI.create(jar.substring(0, jar.indexOf("!/"))));
        try (FileSystem inside = FileSystems.newFileSystem(file)) {
          collect(inside.getPath(FOLDER), "built-in ", texts);
        }
      } else {
        Path tasks = Path.of(uri).getParent();
        if (tasks != null) {
          collect(tasks, "built-in ", texts);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(anchor + " is no URI", e);
    }
    return new TaskLibrary(texts);
  }

  /**
   * This library and a folder of further tasks.
   *
   * @throws RequestException if the folder cannot be read
   */
  public TaskLibrary with(Path folder) {
    Map<String, SourceText> more = new TreeMap<>(texts);
    try {
      collect(folder, "", more);
    } catch (IOException e) {
      throw new RequestException(
          "the folder of tasks cannot be read: " + e, folder.toString(), "Check the path.");
    }
    return new TaskLibrary(more);
  }

  private static void collect(Path folder, String prefix, Map<String, SourceText> into)
      throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        Path file = entry.resolve(FILE);
        if (Files.isRegularFile(file)) {
          String name = entry.getFileName().toString().replace("/", "");
          String shown = prefix.isEmpty() ? file.toString() : prefix + name + "/" + FILE;
          into.put(name, new SourceText(shown, Files.readString(file)));
        }
      }
    }
  }

  /** The names of all tasks, sorted. */
  public List<String> names() {
    return List.copyOf(texts.keySet());
  }

  /**
   * The definitions of some tasks, in the order of the names.
   *
   * @throws RequestException if a name is unknown or a file is broken: all faults at once
   */
  public List<TaskDefinition> load(List<String> names) {
    Faults faults = new Faults();
    TaskReader reader = new TaskReader(faults);
    List<TaskDefinition> definitions = new ArrayList<>();
    for (String name : names) {
      SourceText source = texts.get(name);
      if (source == null) {
        faults.add(
            "there is no task '" + name + "'",
            "",
            "Tasks are: " + String.join(", ", names()) + ".");
        continue;
      }
      Optional<TaskDefinition> read = reader.read(source.file(), source.text());
      read.ifPresent(
          definition -> {
            if (!definition.name().equals(name)) {
              faults.add(
                  "the task is called '" + definition.name() + "', its folder '" + name + "'",
                  source.file() + ": task",
                  "Give both the same name.");
            }
            definitions.add(definition);
          });
    }
    faults.throwIfAny();
    return definitions;
  }
}
