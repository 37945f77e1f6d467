package dev.nightshift.inference.checkpoint;

import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Replaces a folder as a whole: written under a temporary name beside it, forced to the disk, then
 * renamed. An older folder is moved aside first and removed last, so that after a kill at any point
 * at least one of the two is whole.
 */
public final class FolderSwap {

  private FolderSwap() {}

  /** Fills a folder. */
  @FunctionalInterface
  public interface Filler {
    void fill(Path folder) throws IOException;
  }

  /**
   * Makes a folder anew.
   *
   * @throws WorkException if it cannot be written; the old folder is then untouched
   */
  public static void replace(Path folder, Filler filler) {
    Path target = folder.toAbsolutePath().normalize();
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path temporary = target.resolveSibling("." + target.getFileName() + ".writing-" + unique);
    Path aside = target.resolveSibling("." + target.getFileName() + ".old-" + unique);
    try {
      Files.createDirectories(temporary);
      filler.fill(temporary);
      force(temporary);
      boolean replaced = Files.exists(target);
      if (replaced) {
        Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      forceOne(target.resolveSibling("."));
      if (replaced) {
        delete(aside);
      }
    } catch (IOException e) {
      throw new WorkException(
          "the folder could not be written (" + e + ")",
          target.toString(),
          "Check the path, the permissions and the free space.",
          e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  private static void force(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    for (Path path : all) {
      forceOne(path);
    }
  }

  private static void forceOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(folder)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static void deleteQuietly(Path folder) {
    if (Files.exists(folder)) {
      try {
        delete(folder);
      } catch (IOException e) {
        // The error that led here says more; what is left has a name that nobody reads.
      }
    }
  }
}
