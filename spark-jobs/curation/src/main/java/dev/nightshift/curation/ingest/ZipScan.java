package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a first pass over a ZIP archive finds out: the digest of each of its files, as if they lay
 * in a folder, and where the archive breaks off.
 *
 * @param entries its files, in their order; the one that the archive breaks off in is left out
 * @param fault why it breaks off; null where it is whole
 */
public record ZipScan(List<Entry> entries, @Nullable Fault fault) implements Serializable {

  /**
   * A file.
   *
   * @param number its place in the archive, from 1
   * @param name its path in the archive
   * @param scan its digest, in one part
   */
  public record Entry(int number, String name, FileScan scan) implements Serializable {}

  /**
   * Why an archive breaks off.
   *
   * @param number place of the file, from 1
   * @param detail what was seen
   */
  public record Fault(int number, RejectReason reason, String detail) implements Serializable {}

  public ZipScan {
    // A list that Java's serialisation knows.
    entries = new ArrayList<>(entries);
  }

  /** Scans an archive to its end, or to where it breaks off. */
  public static ZipScan of(InputStream in, Expansion bounds, TextEncoding encoding) {
    List<Entry> entries = new ArrayList<>();
    int last = 0;
    try (ZipEntries zip = new ZipEntries(in, bounds)) {
      for (ZipEntries.Entry entry = zip.next(); entry != null; entry = zip.next()) {
        FileScan scan = FileScan.of(zip.bytes(), Long.MAX_VALUE, encoding);
        entries.add(new Entry(entry.number(), entry.name(), scan));
        last = entry.number();
      }
      return last > 0
          ? new ZipScan(entries, null)
          : new ZipScan(
              entries,
              new Fault(1, RejectReason.BROKEN_FILE, "this is no archive, or has no files"));
    } catch (UnusableFileException e) {
      return new ZipScan(entries, new Fault(last + 1, e.reason(), String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return new ZipScan(
          entries, new Fault(last + 1, RejectReason.BROKEN_FILE, String.valueOf(e.getMessage())));
    }
  }
}
