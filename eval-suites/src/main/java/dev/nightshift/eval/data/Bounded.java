package dev.nightshift.eval.data;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** A stream that refuses to unpack more than a benchmark can hold. */
final class Bounded extends FilterInputStream {

  static final long MOST_BYTES = 1L << 31;

  private long left = MOST_BYTES;

  private Bounded(InputStream in) {
    super(in);
  }

  /** Opens a file, unpacking {@code .gz}. */
  static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return new Bounded(name.endsWith(".gz") ? new GZIPInputStream(raw) : raw);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(long bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw tooLarge();
    }
  }

  static IOException tooLarge() {
    return new IOException("it unpacks to more than " + MOST_BYTES + " bytes");
  }
}
