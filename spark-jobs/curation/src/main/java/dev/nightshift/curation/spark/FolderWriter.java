package dev.nightshift.curation.spark;

import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a small folder whole: beside its place first, then by renaming. */
final class FolderWriter {

  private FolderWriter() {}

  /**
   * Writes files into a folder and replaces the folder that stands there, if it holds nothing else.
   *
   * @return digest of the names and the content
   * @throws RequestException if the folder holds other files
   */
  static String write(Path folder, Map<String, byte[]> files) throws IOException {
    Path parent = folder.getParent();
    if (parent == null) {
      throw new RequestException(
          "'" + folder + "' is no folder to write to", "", "Name a folder below another one.");
    }
    refuseForeign(folder, files);
    Files.createDirectories(parent);
    String mark = UUID.randomUUID().toString();
    Path whole = Files.createDirectory(parent.resolve("." + folder.getFileName() + "." + mark));
    Digest digest = Digest.start().add("folder");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      digest.add(file.getKey()).add(file.getValue());
      try (FileChannel out =
          FileChannel.open(
              whole.resolve(file.getKey()),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)) {
        out.write(java.nio.ByteBuffer.wrap(file.getValue()));
        out.force(true);
      }
    }
    Path old = parent.resolve("." + folder.getFileName() + "." + mark + ".old");
    boolean replaces = Files.exists(folder);
    if (replaces) {
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(whole, folder, StandardCopyOption.ATOMIC_MOVE);
    if (replaces) {
      for (Path file : list(old)) {
        Files.delete(file);
      }
      Files.delete(old);
    }
    return digest.hex();
  }

  private static void refuseForeign(Path folder, Map<String, byte[]> files) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<String> foreign =
        Files.isDirectory(folder)
            ? list(folder).stream()
                .map(f -> String.valueOf(f.getFileName()))
                .filter(name -> !files.containsKey(name))
                .toList()
            : List.of(String.valueOf(folder.getFileName()));
    if (!foreign.isEmpty()) {
      throw new RequestException(
          "'" + folder + "' holds other files: " + String.join(", ", foreign),
          "option 'output'",
          "Name a folder that is empty or does not exist.");
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
