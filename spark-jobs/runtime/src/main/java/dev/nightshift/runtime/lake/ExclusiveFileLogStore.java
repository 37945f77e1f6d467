package dev.nightshift.runtime.lake;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * A log store for tables under {@code file:} that several processes may write at once.
 *
 * <p>A commit is written whole to a temporary sibling, forced to the disk, and then linked under
 * its real name. A hard link is atomic and fails where the name exists, so exactly one process wins
 * a version, and no reader ever sees half a file. A crash leaves at most a hidden sibling behind.
 * Where the file system has no hard links, a lock file between processes guards a check and an
 * atomic rename; only writers that use this class respect it.
 *
 * <p>Delta makes it by name: {@code spark.delta.logStore.file.impl}.
 */
public final class ExclusiveFileLogStore extends HadoopFileSystemLogStore {

  private static final String LOCK = ".commit.lock";
  // One lock of a file per process: Java refuses a second one from another thread.
  private static final Object PROCESS = new Object();

  /** Called by Delta. */
  public ExclusiveFileLogStore(Configuration hadoopConf) {
    super(hadoopConf);
  }

  @Override
  public void write(
      org.apache.hadoop.fs.Path path,
      Iterator<String> actions,
      Boolean overwrite,
      Configuration hadoopConf)
      throws IOException {
    Path target = local(path);
    Path folder = folderOf(target);
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!overwrite && Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path whole = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      writeWhole(whole, actions);
      // A checksum that another log store left would no longer fit.
      Files.deleteIfExists(folder.resolve("." + target.getFileName() + ".crc"));
      if (overwrite) {
        Files.move(
            whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        publish(whole, target);
      }
      forceFolder(folder);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  @Override
  public Boolean isPartialWriteVisible(org.apache.hadoop.fs.Path path, Configuration hadoopConf) {
    return false;
  }

  private static void publish(Path whole, Path target) throws IOException {
    try {
      Files.createLink(target, whole);
    } catch (FileAlreadyExistsException e) {
      // Over a network the link may be made and its answer lost.
      if (!Files.isSameFile(target, whole)) {
        throw new FileAlreadyExistsException(target.toString());
      }
    } catch (UnsupportedOperationException | FileSystemException e) {
      publishUnderLock(whole, target);
    }
  }

  /** For file systems without hard links. */
  static void publishUnderLock(Path whole, Path target) throws IOException {
    synchronized (PROCESS) {
      try (FileChannel lock =
              FileChannel.open(
                  folderOf(target).resolve(LOCK),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var held = lock.lock()) {
        if (!held.isValid() || Files.exists(target)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void writeWhole(Path file, Iterator<String> actions) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new java.io.BufferedOutputStream(Channels.newOutputStream(channel))) {
      while (actions.hasNext()) {
        out.write(actions.next().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
      out.flush();
      channel.force(true);
    }
  }

  /** Makes the new name survive a power cut; not every file system can, and none needs to. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The commit is made; only its endurance is up to the file system.
    }
  }

  private static Path local(org.apache.hadoop.fs.Path path) {
    return Path.of(path.toUri().getPath());
  }

  private static Path folderOf(Path target) {
    Path folder = target.getParent();
    if (folder == null) {
      throw new IllegalArgumentException("a log file has a folder: " + target);
    }
    return folder;
  }
}
