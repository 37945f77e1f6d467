package dev.nightshift.training.federated.classifier;

import dev.nightshift.training.data.WholeFolder;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Writes labelled features into a folder that appears only when it is whole: {@code rows.bin} holds
 * them one after the other, {@code index.bin} the length of each in bytes. The memory used does not
 * grow with the data.
 */
public final class FeatureWriter implements Closeable {

  static final String ROWS = "rows.bin";
  static final String INDEX = "index.bin";

  private final WholeFolder folder;
  private final OutputStream rows;
  private final DataOutputStream index;

  /** Starts a folder; what an interrupted writer left of it is removed. */
  public FeatureWriter(Path folder) throws IOException {
    this.folder = new WholeFolder(folder);
    this.rows = this.folder.file(ROWS);
    this.index = new DataOutputStream(this.folder.file(INDEX));
  }

  /** Adds a row. */
  public void add(LabelledFeatures row) throws IOException {
    byte[] bytes = row.bytes();
    rows.write(bytes);
    index.writeInt(bytes.length);
  }

  /** Makes the folder appear. */
  public void finish() throws IOException {
    folder.finish();
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
