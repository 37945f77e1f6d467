package dev.nightshift.eval.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The folder of one program on this machine; deleted when it is closed. */
final class Workplace implements AutoCloseable {

  private final Path folder;
  private final String mark = "nightshift-" + UUID.randomUUID();

  private Workplace(Path folder) {
    this.folder = folder;
  }

  static Workplace make(Map<String, String> files) throws IOException {
    Workplace place = new Workplace(Files.createTempDirectory("nightshift-sandbox-"));
    try {
      Files.createDirectory(place.root());
      Files.createDirectory(place.files());
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = place.files().resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue().getBytes(StandardCharsets.UTF_8));
      }
      Files.writeString(place.script(), Sandbox.resource("isolate.sh"));
      // Its content goes to the program; nobody else on the machine needs to see it.
      Files.setPosixFilePermissions(place.folder, PosixFilePermissions.fromString("rwx------"));
      return place;
    } catch (IOException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  /** A text that is in the environment of this program's processes only. */
  String mark() {
    return mark;
  }

  Path folder() {
    return folder;
  }

  Path root() {
    return folder.resolve("root");
  }

  Path files() {
    return folder.resolve("files");
  }

  Path script() {
    return folder.resolve("isolate.sh");
  }

  /** Made right before the program starts. */
  Path ready() {
    return folder.resolve("ready");
  }

  boolean wasReady() {
    return Files.exists(ready());
  }

  /** The user that this process is. */
  long user() throws IOException {
    return ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
  }

  @Override
  public void close() throws IOException {
    // A program that is being ended may still write under weak isolation.
    for (int attempt = 0; ; attempt++) {
      try (Stream<Path> paths = Files.walk(folder)) {
        List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
        for (Path path : all) {
          Files.deleteIfExists(path);
        }
        return;
      } catch (NoSuchFileException e) {
        return;
      } catch (IOException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }
}
