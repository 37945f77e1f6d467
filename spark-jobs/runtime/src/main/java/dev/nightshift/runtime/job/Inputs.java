package dev.nightshift.runtime.job;

import dev.nightshift.runtime.job.Input.InputFile;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Turns the text of an {@link OptionKind#INPUT} option into what is read. */
public final class Inputs {

  private final Lake lake;

  public Inputs(Lake lake) {
    this.lake = lake;
  }

  /**
   * Pins what a reference names: {@code table:NAME[@VERSION]}, a file, a folder with all below it,
   * or a glob; paths of this machine or URIs. Hidden files (starting with a dot or an underscore)
   * are skipped, and the files are sorted by their path. A folder that links lead to several times
   * is read once.
   *
   * @param where the option, for the messages
   * @throws RequestException if it names nothing that can be read
   */
  public Input resolve(String reference, String where) {
    if (TableRef.isTable(reference)) {
      PinnedTable pin = lake.pin(TableRef.parse(reference));
      return new Input.OfTable(reference, pin, lake.contentDigest(pin));
    }
    try {
      return files(reference, where);
    } catch (IOException | IllegalArgumentException e) {
      throw new RequestException(
          "input '" + reference + "' cannot be read: " + e.getMessage(),
          where,
          "Check the path, its permissions and, for a URI, that its file system is on the class path.");
    }
  }

  private Input files(String reference, String where) throws IOException {
    Path path = path(reference);
    FileSystem system = path.getFileSystem(lake.spark().sessionState().newHadoopConf());
    FileStatus[] roots =
        system.exists(path)
            ? new FileStatus[] {system.getFileStatus(path)}
            : system.globStatus(path);
    if (roots == null || roots.length == 0) {
      throw new RequestException(
          "input '" + reference + "' does not exist",
          where,
          "Looked for "
              + system.makeQualified(path)
              + "; name a file, a folder, a glob or table:NAME.");
    }
    List<InputFile> found = new ArrayList<>();
    Set<String> visited = new HashSet<>();
    for (FileStatus root : roots) {
      Path base =
          root.isDirectory() && roots.length == 1 ? root.getPath() : root.getPath().getParent();
      list(system, root, base == null ? root.getPath() : base, visited, found);
    }
    if (found.isEmpty()) {
      throw new RequestException(
          "input '" + reference + "' holds no files",
          where,
          "Files whose name starts with '.' or '_' are skipped.");
    }
    found.sort(Comparator.comparing(InputFile::relativePath).thenComparing(InputFile::uri));
    Digest digest = Digest.start().add("files");
    for (InputFile file : found) {
      digest.add(file.uri()).add(file.length()).add(file.modifiedMillis());
    }
    return new Input.OfFiles(reference, found, digest.hex());
  }

  /** A path of this machine unless it has a scheme. */
  private static Path path(String reference) {
    if (reference.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return new Path(reference);
    }
    java.io.File local = new java.io.File(reference).getAbsoluteFile();
    return new Path("file", null, local.toPath().normalize().toString());
  }

  /**
   * Where a folder is, links resolved. A folder that several links lead to is read once, by the
   * first of its names: links may lead in circles.
   */
  private static String place(Path folder) throws IOException {
    return "file".equals(folder.toUri().getScheme())
        ? java.nio.file.Path.of(folder.toUri().getPath()).toRealPath().toString()
        : folder.toString();
  }

  private static void list(
      FileSystem system, FileStatus status, Path base, Set<String> visited, List<InputFile> found)
      throws IOException {
    if (status.isDirectory()) {
      if (!visited.add(place(status.getPath()))) {
        return;
      }
      FileStatus[] children = system.listStatus(status.getPath());
      Arrays.sort(children, Comparator.comparing(FileStatus::getPath));
      for (FileStatus child : children) {
        String name = child.getPath().getName();
        if (!name.startsWith(".") && !name.startsWith("_")) {
          list(system, child, base, visited, found);
        }
      }
      return;
    }
    String uri = status.getPath().toUri().toString();
    String full = status.getPath().toUri().getPath();
    String prefix = base.toUri().getPath();
    String relative =
        full.startsWith(prefix) ? full.substring(prefix.length()).replaceFirst("^/+", "") : full;
    found.add(
        new InputFile(
            uri,
            relative.isEmpty() ? status.getPath().getName() : relative,
            status.getLen(),
            status.getModificationTime()));
  }
}
