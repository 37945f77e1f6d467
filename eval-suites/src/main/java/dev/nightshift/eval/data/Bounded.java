package dev.nightshift.eval.data;

import dev.nightshift.schema.io.CountedStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Refuses to unpack more than a benchmark can hold. */
final class Bounded {

  private static final long MOST_BYTES = 1L << 31;

  private Bounded() {}

  /** Opens a file, unpacking {@code .gz}. */
  static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return new CountedStream(name.endsWith(".gz") ? new GZIPInputStream(raw) : raw, Bounded::check);
  }

  /**
   * Refuses so many bytes, if they are too many.
   *
   * @throws IOException then
   */
  static void check(long bytes) throws IOException {
    if (bytes > MOST_BYTES) {
      throw new IOException("it unpacks to more than " + MOST_BYTES + " bytes");
    }
  }
}
