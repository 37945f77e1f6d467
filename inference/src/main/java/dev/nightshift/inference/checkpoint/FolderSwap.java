package dev.nightshift.inference.checkpoint;

import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replaces a folder as a whole: written under a temporary name beside it, forced to the disk, then
 * renamed. An older folder is moved aside first and removed last, so that after a kill at any point
 * at least one of the two is whole. What kills left beside the folder is removed by the next write
 * that ends well: every older folder that was moved aside, and what was being written a day before.
 */
public final class FolderSwap {

  /** A writer that has not touched its folder for so long is taken for dead. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final String WRITING = ".writing-";
  private static final String OLD = ".old-";
  private static final String UNIQUE = "[0-9a-f]{8}";

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
    Path temporary = target.resolveSibling("." + target.getFileName() + WRITING + unique);
    Path aside = target.resolveSibling("." + target.getFileName() + OLD + unique);
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
      removeLeftovers(target);
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

  /** The folder is whole now: what kills left of earlier writes is of no use any more. */
  private static void removeLeftovers(Path target) throws IOException {
    String start = Pattern.quote("." + target.getFileName());
    Instant now = Files.getLastModifiedTime(target).toInstant();
    List<Path> leftovers;
    try (Stream<Path> siblings = Files.list(target.resolveSibling("."))) {
      leftovers =
          siblings.filter(Files::isDirectory).filter(path -> isLeftover(path, start, now)).toList();
    }
    leftovers.forEach(FolderSwap::deleteQuietly);
  }

  private static boolean isLeftover(Path path, String start, Instant now) {
    String name = path.getFileName().toString();
    if (name.matches(start + Pattern.quote(OLD) + UNIQUE)) {
      return true;
    }
    if (!name.matches(start + Pattern.quote(WRITING) + UNIQUE)) {
      return false;
    }
    // Another process may be writing it at this moment.
    try (Stream<Path> files = Files.walk(path)) {
      Instant abandoned = now.minus(ABANDONED);
      return files.allMatch(file -> file.toFile().lastModified() < abandoned.toEpochMilli());
    } catch (IOException | UncheckedIOException e) {
      return false;
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

  /** Removes a folder with all that is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(folder)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      // The error that led here says more; what is left has a name that nobody reads.
    }
  }
}
