package dev.nightshift.training.federated.classifier;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads what {@link FeatureWriter} wrote. The index is held in memory, 8 bytes a row; rows are read
 * when they are asked for.
 */
public final class FeatureFile implements Closeable {

  private final FileChannel rows;
  private final long[] offsets;

  private FeatureFile(FileChannel rows, long[] offsets) {
    this.rows = rows;
    this.offsets = offsets;
  }

  /** Opens a folder. */
  public static FeatureFile open(Path folder) throws IOException {
    ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(FeatureWriter.INDEX)));
    long[] offsets = new long[index.remaining() / Integer.BYTES + 1];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + index.getInt();
    }
    return new FeatureFile(
        FileChannel.open(folder.resolve(FeatureWriter.ROWS), StandardOpenOption.READ), offsets);
  }

  /** Number of rows. */
  public int count() {
    return offsets.length - 1;
  }

  /** A row. */
  public LabelledFeatures row(int number) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(offsets[number + 1] - offsets[number]));
    try {
      while (bytes.hasRemaining()) {
        if (rows.read(bytes, offsets[number] + bytes.position()) < 0) {
          throw new EOFException("row " + number + " is cut off");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LabelledFeatures.read(bytes.flip());
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
