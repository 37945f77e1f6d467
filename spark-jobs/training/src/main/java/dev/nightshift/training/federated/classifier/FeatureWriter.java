package dev.nightshift.training.federated.classifier;

import dev.nightshift.inference.checkpoint.FolderSwap;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes labelled features into a folder that appears only when it is whole: {@code rows.bin} holds
 * them one after the other, {@code index.bin} the length of each in bytes. The memory used does not
 * grow with the data.
 */
public final class FeatureWriter implements Closeable {

  static final String ROWS = "rows.bin";
  static final String INDEX = "index.bin";

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private final Path temporary;
  private final OutputStream rows;
  private final DataOutputStream index;
  private boolean finished;

  /** Starts a folder; what an interrupted writer left of it is removed. */
  public FeatureWriter(Path folder) throws IOException {
    this.folder = folder;
    this.temporary = folder.resolveSibling(folder.getFileName() + ".part");
    FolderSwap.delete(temporary);
    Files.createDirectories(temporary);
    this.rows = buffered(ROWS);
    this.index = new DataOutputStream(buffered(INDEX));
  }

  private OutputStream buffered(String name) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(temporary.resolve(name)), BUFFER_BYTES);
  }

  /** Adds a row. */
  public void add(LabelledFeatures row) throws IOException {
    byte[] bytes = row.bytes();
    rows.write(bytes);
    index.writeInt(bytes.length);
  }

  /** Makes the folder appear. */
  public void finish() throws IOException {
    rows.close();
    index.close();
    FolderSwap.delete(folder);
    Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    finished = true;
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      rows.close();
      index.close();
      FolderSwap.delete(temporary);
    }
  }
}
