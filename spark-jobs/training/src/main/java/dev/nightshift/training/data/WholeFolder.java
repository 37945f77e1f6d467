package dev.nightshift.training.data;

import dev.nightshift.inference.checkpoint.FolderSwap;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A folder of files that are written side by side, and that appears only when it is whole. */
public final class WholeFolder implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private final Path temporary;
  private final List<OutputStream> files = new ArrayList<>();
  private boolean finished;

  /** Starts a folder; what an interrupted writer left of it is removed. */
  public WholeFolder(Path folder) throws IOException {
    this.folder = folder;
    this.temporary = folder.resolveSibling(folder.getFileName() + ".part");
    FolderSwap.delete(temporary);
    Files.createDirectories(temporary);
  }

  /** A file of the folder, buffered. */
  public OutputStream file(String name) throws IOException {
    OutputStream file =
        new BufferedOutputStream(Files.newOutputStream(temporary.resolve(name)), BUFFER_BYTES);
    files.add(file);
    return file;
  }

  /** Makes the folder appear. */
  public void finish() throws IOException {
    closeFiles();
    FolderSwap.delete(folder);
    Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    finished = true;
  }

  private void closeFiles() throws IOException {
    for (OutputStream file : files) {
      file.close();
    }
  }

  /** Drops what was written, if the folder has not appeared. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      closeFiles();
      FolderSwap.delete(temporary);
    }
  }
}
