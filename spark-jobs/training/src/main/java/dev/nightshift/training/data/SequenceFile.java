package dev.nightshift.training.data;

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
 * Reads what {@link SequenceWriter} wrote. The index is held in memory, 16 bytes a sequence; tokens
 * are read when they are asked for.
 */
public final class SequenceFile implements Closeable {

  private final FileChannel tokens;
  private final long[] offsets;
  private final int[] firstTargets;
  private final String digest;

  private SequenceFile(FileChannel tokens, long[] offsets, int[] firstTargets, String digest) {
    this.tokens = tokens;
    this.offsets = offsets;
    this.firstTargets = firstTargets;
    this.digest = digest;
  }

  /** Whether a whole folder is there. */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(SequenceWriter.DIGEST));
  }

  /** Opens a folder. */
  public static SequenceFile open(Path folder) throws IOException {
    ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(SequenceWriter.INDEX)));
    int count = index.remaining() / (2 * Integer.BYTES);
    long[] offsets = new long[count + 1];
    int[] firstTargets = new int[count];
    for (int i = 0; i < count; i++) {
      offsets[i + 1] = offsets[i] + index.getInt();
      firstTargets[i] = index.getInt();
    }
    String digest = Files.readString(folder.resolve(SequenceWriter.DIGEST));
    return new SequenceFile(
        FileChannel.open(folder.resolve(SequenceWriter.TOKENS), StandardOpenOption.READ),
        offsets,
        firstTargets,
        digest);
  }

  /** Number of sequences. */
  public int count() {
    return firstTargets.length;
  }

  /** Number of tokens of all sequences. */
  public long tokens() {
    return offsets[firstTargets.length];
  }

  /** Number of tokens of a sequence. */
  public int length(int sequence) {
    return (int) (offsets[sequence + 1] - offsets[sequence]);
  }

  /** The first position of a sequence whose token is predicted. */
  public int firstTarget(int sequence) {
    return firstTargets[sequence];
  }

  /** SHA-256 of lengths, first targets and tokens. */
  public String digest() {
    return digest;
  }

  /** The token ids of a sequence. */
  public int[] ids(int sequence) {
    return ids(sequence, 0, length(sequence));
  }

  /** Some token ids of a sequence. */
  public int[] ids(int sequence, int from, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Integer.BYTES);
    long position = (offsets[sequence] + from) * Integer.BYTES;
    try {
      while (bytes.hasRemaining()) {
        int read = tokens.read(bytes, position + bytes.position());
        if (read < 0) {
          throw new EOFException("sequence " + sequence + " is cut off");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int[] ids = new int[length];
    bytes.flip().asIntBuffer().get(ids);
    return ids;
  }

  @Override
  public void close() throws IOException {
    tokens.close();
  }
}
