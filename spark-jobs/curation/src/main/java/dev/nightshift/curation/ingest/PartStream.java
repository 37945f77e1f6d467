package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** The bytes of a part of a file, compared at the end with those that were scanned. */
public final class PartStream extends InputStream {

  private final InputStream in;
  private final FilePart part;
  private final CRC32C check = new CRC32C();
  private long left;

  /**
   * Reads a part.
   *
   * @param in the file's bytes from the part's offset on
   */
  public PartStream(InputStream in, FilePart part) {
    this.in = in;
    this.part = part;
    this.left = part.length();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = in.read(target, offset, (int) Math.min(length, left));
    if (n > 0) {
      check.update(target, offset, n);
      left -= n;
    }
    return n;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(in.available(), left);
  }

  /**
   * Reads what is left and tells whether the part is still what was scanned. What was written
   * behind its end since then does not count.
   */
  public boolean isUnchanged() throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = 0; n >= 0; n = read(buffer, 0, buffer.length)) {
      // Reading counts.
    }
    return left == 0 && check.getValue() == part.check();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
