package dev.nightshift.schema.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that counts the bytes that are read or skipped, and may stop where there are too many.
 */
public final class CountedStream extends FilterInputStream {

  /** Decides whether a stream may be read on. */
  @FunctionalInterface
  public interface Bound {

    /**
     * Called after each read.
     *
     * @param count bytes so far
     * @throws IOException if that is too many
     */
    void check(long count) throws IOException;
  }

  private final Bound bound;
  private long count;

  /** Counts only. */
  public CountedStream(InputStream in) {
    this(in, count -> {});
  }

  /** Counts, and asks after each read whether to go on. */
  public CountedStream(InputStream in, Bound bound) {
    super(in);
    this.bound = bound;
  }

  /** Bytes so far. */
  public long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    passed(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    passed(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long most) throws IOException {
    long skipped = in.skip(most);
    passed(skipped);
    return skipped;
  }

  private void passed(long bytes) throws IOException {
    count += bytes;
    bound.check(count);
  }
}
