package dev.nightshift.eval.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The texts of task files, from a folder or from this project's jar. */
final class TaskTexts {

  // Stands beside the task folders, in a folder and in a jar alike.
  private static final String FOLDER = "/dev/nightshift/eval/tasks";
  private static final String ANCHOR = FOLDER + "/README.md";
  private static final long LARGEST = 1 << 22;
  private static final int DEEPEST = 8;

  private TaskTexts() {}

  /** Those of this project: path, with "built-in" before it, to text. */
  static Map<String, String> builtIn() {
    URL anchor = TaskTexts.class.getResource(ANCHOR);
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
          return below(inside.getPath(FOLDER), "built-in ");
        }
      }
      Path tasks = Path.of(uri).getParent();
      return tasks == null ? Map.of() : below(tasks, "built-in ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(anchor + " is no URI", e);
    }
  }

  /**
   * All files below a folder, that may hold YAML, by path.
   *
   * @param prefix what paths begin with in place of the folder; the folder itself where empty
   */
  static Map<String, String> below(Path folder, String prefix) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
      files = all.filter(TaskTexts::isYaml).sorted().toList();
    }
    for (Path file : files) {
      if (Files.size(file) <= LARGEST) {
        String shown =
            prefix.isEmpty()
                ? file.toString()
                : prefix + folder.relativize(file).toString().replace('\\', '/');
        try {
          texts.put(shown, Files.readString(file));
        } catch (MalformedInputException e) {
          if (isTaskFile(shown)) {
            throw new IOException(file + " is not UTF-8", e);
          }
        }
      }
    }
    return texts;
  }

  /** Whether a file is a task file by its name; others are there to be included. */
  static boolean isTaskFile(String name) {
    return name.endsWith("yaml") || name.endsWith("yml");
  }

  /** Files that are included are often written without an ending. */
  private static boolean isYaml(Path file) {
    String name = String.valueOf(file.getFileName());
    return (isTaskFile(name) || name.indexOf('.') < 0) && Files.isRegularFile(file);
  }
}
