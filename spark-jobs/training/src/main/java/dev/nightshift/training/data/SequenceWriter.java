package dev.nightshift.training.data;

import dev.nightshift.schema.identity.Digest;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Writes token sequences into a folder that appears only when it is whole.
 *
 * <p>{@code tokens.bin} holds the token ids as 32-bit big-endian numbers, one sequence after the
 * other; {@code index.bin} holds for each sequence its length and its first target, 32 bits each;
 * {@code digest} holds the SHA-256 of both. The memory used does not grow with the data.
 */
public final class SequenceWriter implements Closeable {

  static final String TOKENS = "tokens.bin";
  static final String INDEX = "index.bin";
  static final String DIGEST = "digest";

  private final WholeFolder folder;
  private final OutputStream tokens;
  private final DataOutputStream index;
  private final MessageDigest sha = Digest.sha256();

  /** Starts a folder; what an interrupted writer left of it is removed. */
  public SequenceWriter(Path folder) throws IOException {
    this.folder = new WholeFolder(folder);
    this.tokens = this.folder.file(TOKENS);
    this.index = new DataOutputStream(this.folder.file(INDEX));
  }

  /**
   * Adds a sequence.
   *
   * @param ids its token ids
   * @param firstTarget the first position whose token is predicted, at least 1
   */
  public void add(int[] ids, int firstTarget) throws IOException {
    if (firstTarget < 1) {
      throw new IllegalArgumentException("the first target must be at least 1, was " + firstTarget);
    }
    ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES);
    bytes.asIntBuffer().put(ids);
    tokens.write(bytes.array());
    index.writeInt(ids.length);
    index.writeInt(firstTarget);
    sha.update(ByteBuffer.allocate(8).putInt(ids.length).putInt(firstTarget).flip());
    sha.update(bytes);
  }

  /** Makes the folder appear. */
  public void finish() throws IOException {
    folder
        .file(DIGEST)
        .write(HexFormat.of().formatHex(sha.digest()).getBytes(StandardCharsets.UTF_8));
    folder.finish();
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
