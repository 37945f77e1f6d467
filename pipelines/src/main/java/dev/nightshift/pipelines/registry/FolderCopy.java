package dev.nightshift.pipelines.registry;

import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Copies a folder so that it is there whole or not at all. */
final class FolderCopy {

  private FolderCopy() {}

  /**
   * Copies the files of a folder into a sibling of the target and renames it. Where the target
   * exists, it is taken to hold the same: its name is a digest.
   *
   * @param wanted which files, by their path below the folder
   * @return whether the target was made now
   */
  static boolean copy(Path from, Path target, Predicate<Path> wanted) {
    if (Files.isDirectory(target)) {
      return false;
    }
    Path temporary = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
    try {
      Files.createDirectories(temporary);
      for (Path file : files(from)) {
        Path relative = from.relativize(file);
        if (wanted.test(relative)) {
          Path copy = temporary.resolve(relative.toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
          force(copy);
        }
      }
      return rename(temporary, target);
    } catch (IOException e) {
      throw new WorkException(
          "the folder " + from + " cannot be copied: " + e.getMessage(),
          target.toString(),
          "Check the free space and the permissions there.",
          e);
    } finally {
      delete(temporary);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Another process may have been first; its folder holds the same. */
  private static boolean rename(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      return false;
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new WorkException(
          "the temporary folder " + folder + " cannot be removed: " + e.getMessage(),
          "",
          "Remove it by hand.",
          e);
    }
  }
}
