package dev.nightshift.eval.data;

import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds and reads files of benchmark data below a folder. A pattern is a path with {@code /}, whose
 * last names may hold the wildcards of a glob ({@code test/*.csv}); {@code archive.zip!/a.txt} is
 * an entry of an archive. Files ending in {@code .gz} are unpacked.
 */
public final class DataFiles {

  private static final String INSIDE = "!/";

  private final Path folder;

  /**
   * @param folder where patterns begin
   */
  public DataFiles(Path folder) {
    this.folder = folder;
  }

  /** Whether a pattern finds at least one file. */
  public boolean exist(String pattern) {
    int inside = pattern.indexOf(INSIDE);
    if (inside < 0) {
      return !find(folder, pattern).isEmpty();
    }
    Path archive = resolve(pattern.substring(0, inside));
    if (!Files.isRegularFile(archive)) {
      return false;
    }
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      return !find(zip.getPath("/"), pattern.substring(inside + INSIDE.length())).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where a pattern looks, for messages. */
  public Path resolve(String pattern) {
    return folder.resolve(pattern).normalize();
  }

  /**
   * The rows of all files that some patterns find: in the order of the patterns, the files of each
   * by name.
   *
   * @param faults takes every fault: files that are missing, broken or empty
   */
  public List<DataRow> read(List<String> patterns, DataOptions options, Faults faults) {
    List<DataRow> rows = new ArrayList<>();
    for (String pattern : patterns) {
      int inside = pattern.indexOf(INSIDE);
      if (inside < 0) {
        readAll(folder, pattern, options, rows, faults);
        continue;
      }
      Path archive = resolve(pattern.substring(0, inside));
      try (FileSystem zip = FileSystems.newFileSystem(archive)) {
        readAll(
            zip.getPath("/"), pattern.substring(inside + INSIDE.length()), options, rows, faults);
      } catch (IOException | RuntimeException e) {
        faults.add("the archive cannot be read: " + e, archive.toString(), "");
      }
    }
    return rows;
  }

  private static void readAll(
      Path root, String pattern, DataOptions options, List<DataRow> rows, Faults faults) {
    List<Path> files = find(root, pattern);
    if (files.isEmpty()) {
      faults.add("there is no such file", root.resolve(pattern).normalize().toString(), "");
    }
    for (Path file : files) {
      int before = rows.size();
      int known = faults.list().size();
      try {
        RowReader.of(options, file).read(rows, faults);
      } catch (IOException e) {
        faults.add("the file cannot be read: " + e.getMessage(), file.toString(), "");
      }
      if (rows.size() == before && faults.list().size() == known) {
        faults.add("the file has no items", file.toString(), "");
      }
    }
  }

  /** The regular files that a pattern finds, by name. */
  private static List<Path> find(Path root, String pattern) {
    List<Path> found = List.of(root);
    String[] names = pattern.split("/");
    for (int i = 0; i < names.length; i++) {
      List<Path> next = new ArrayList<>();
      for (Path folder : found) {
        step(folder, names[i], next);
      }
      found = next;
    }
    return found.stream().filter(Files::isRegularFile).toList();
  }

  private static void step(Path folder, String name, List<Path> into) {
    if (name.isEmpty() || name.equals(".")) {
      into.add(folder);
    } else if (name.chars().noneMatch(c -> "*?[{".indexOf(c) >= 0)) {
      Path path = folder.resolve(name).normalize();
      if (Files.exists(path)) {
        into.add(path);
      }
    } else if (Files.isDirectory(folder)) {
      PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + name);
      try (Stream<Path> entries = Files.list(folder)) {
        entries.filter(e -> matcher.matches(e.getFileName())).sorted().forEach(into::add);
      } catch (IOException e) {
        // A folder that cannot be listed finds nothing; that is told as a missing file.
        return;
      }
    }
  }
}
