package dev.nightshift.curation.ingest;

import dev.nightshift.schema.io.CountedStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a ZIP archive, one after another in one reading: nothing is unpacked to a disk, and
 * names are labels only. The bounds hold for all files together, those that are passed over too, so
 * that archives with millions of files, with files that overlap or that expand without end break
 * off. Archives in archives are not opened.
 */
public final class ZipEntries implements Closeable {

  /** Most files of an archive. */
  public static final int MOST_ENTRIES = 100_000;

  private static final String ENDING = ".zip";
  private static final int LONGEST_NAME = 4096;

  private final ZipInputStream zip;
  private final InputStream bounded;
  private final byte[] buffer = new byte[1 << 16];
  private int number;

  /**
   * Opens an archive.
   *
   * @param packed its bytes; closed with this object
   * @param bounds how far its files may grow, all together
   */
  public ZipEntries(InputStream packed, Expansion bounds) {
    CountedStream in = new CountedStream(packed);
    // Names are UTF-8 where their entry says so, and else in some encoding of their time.
    this.zip = new ZipInputStream(in, StandardCharsets.ISO_8859_1);
    this.bounded = bounds.bounded(zip, in);
  }

  /** A file of the archive: its place, from 1, and its path in the archive. */
  public record Entry(int number, String name) {}

  /** Whether a file's name is that of an archive. */
  public static boolean isArchive(String path) {
    return path.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  /** The next file, folders left out; null behind the last one. */
  public @Nullable Entry next() throws IOException {
    try {
      drain();
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        number++;
        if (number > MOST_ENTRIES) {
          throw new UnusableFileException(
              RejectReason.EXPANDS_TOO_FAR, "the archive has more than " + MOST_ENTRIES + " files");
        }
        if (!entry.isDirectory()) {
          String name = entry.getName().replace('\\', '/');
          return new Entry(number, name.substring(0, Math.min(LONGEST_NAME, name.length())));
        }
        drain();
      }
      return null;
    } catch (IllegalArgumentException e) {
      // A name that says it is UTF-8 and is not.
      throw new IOException("the name of file " + (number + 1) + " of the archive is broken", e);
    }
  }

  /** Reads the rest of a file within the bounds. */
  private void drain() throws IOException {
    while (bounded.read(buffer, 0, buffer.length) >= 0) {
      // Reading counts.
    }
  }

  /** The bytes of the file that was named last. Closing them leaves the archive open. */
  public InputStream bytes() {
    return new FilterInputStream(bounded) {
      @Override
      public void close() {
        // The archive goes on.
      }
    };
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
