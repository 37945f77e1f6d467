package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.FilePart;
import dev.nightshift.curation.ingest.FileScan;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.ZipEntries;
import dev.nightshift.curation.ingest.ZipScan;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The first pass over source files, on the workers: their digests, where they are cut, what
 * archives hold, and which of them cannot be read.
 */
final class SourceScanner {

  private final List<Scanned> files = new ArrayList<>();
  private final List<Row> rejects = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long repeated;

  private SourceScanner() {}

  /**
   * A file as its first pass found it.
   *
   * @param file the file
   * @param parts where it is cut
   * @param packed where it lies in an archive; null for a file by itself
   */
  record Scanned(SourceFile file, List<FilePart> parts, @Nullable Packed packed) {}

  /**
   * A place in an archive.
   *
   * @param archive URI of the archive
   * @param number place of the file, from 1
   */
  record Packed(String archive, int number) {}

  /**
   * What the first pass found.
   *
   * @param files the files to read
   * @param rejects what cannot be read, as outcomes
   * @param repeated files that repeat the bytes of an earlier one and are left out: their rows
   *     would have the same ids
   */
  record Found(List<Scanned> files, List<Row> rejects, long repeated) {}

  /** A file to scan. */
  private record Scan(String uri, boolean archive, long partBytes) implements Serializable {}

  /** The outcome of one scan: of a file, of an archive, or what went wrong. */
  private record Scans(@Nullable FileScan file, @Nullable ZipScan archive, String fault)
      implements Serializable {}

  /** Scans files, one task each. */
  static Found of(
      List<SourceInput> inputs,
      ReadOptions reading,
      long partBytes,
      JavaSparkContext context,
      Broadcast<SerializableConfiguration> hadoop) {
    List<Scan> wanted = new ArrayList<>();
    for (SourceInput input : inputs) {
      String uri = input.file().uri();
      SourceFormat format = input.format();
      boolean cut = format != null && format.isCutAtLines(uri, reading);
      wanted.add(new Scan(uri, ZipEntries.isArchive(uri), cut ? partBytes : Long.MAX_VALUE));
    }
    List<Scans> scans =
        context
            .parallelize(wanted, SourceReader.slices(wanted.size()))
            .map(scan -> scan(scan, reading, hadoop.value().value()))
            .collect();
    SourceScanner scanner = new SourceScanner();
    for (int i = 0; i < inputs.size(); i++) {
      scanner.add(inputs.get(i), scans.get(i));
    }
    return new Found(scanner.files, scanner.rejects, scanner.repeated);
  }

  private static Scans scan(Scan scan, ReadOptions reading, Configuration hadoop) {
    try (InputStream in = FileRecords.open(scan.uri(), 0, hadoop)) {
      return scan.archive()
          ? new Scans(null, ZipScan.of(in, reading.expansion(), reading.encoding()), "")
          : new Scans(FileScan.of(in, scan.partBytes(), reading.encoding()), null, "");
    } catch (IOException e) {
      return new Scans(null, null, RecordOutcome.unreadable(e));
    }
  }

  private void add(SourceInput input, Scans scans) {
    FileScan scan = scans.file();
    SourceFormat format = input.format();
    if (scans.archive() != null) {
      addArchive(input, scans.archive());
    } else if (scan == null || format == null) {
      rejects.add(
          RecordOutcome.unseen(input.file().uri(), 1, RejectReason.UNREADABLE_FILE, scans.fault()));
    } else {
      addFile(input, input.file().uri(), format, scan, null);
    }
  }

  private void addFile(
      SourceInput input, String uri, SourceFormat format, FileScan scan, @Nullable Packed packed) {
    if (!seen.add(scan.digest())) {
      repeated++;
      return;
    }
    files.add(
        new Scanned(
            new SourceFile(
                uri,
                scan.digest(),
                format,
                input.meta(),
                input.file().length(),
                input.file().modifiedMillis()),
            scan.parts(),
            packed));
  }

  /** The files of an archive go the way of those of a folder. */
  private void addArchive(SourceInput input, ZipScan scan) {
    String archive = input.file().uri();
    for (ZipScan.Entry entry : scan.entries()) {
      String uri = SourceArchive.uri(archive, entry.name());
      SourceFormat format =
          input.format() == null ? SourceFormat.ofName(entry.name()).orElse(null) : input.format();
      if (isHidden(entry.name())) {
        continue;
      }
      if (ZipEntries.isArchive(entry.name())) {
        rejects.add(
            RecordOutcome.unseen(
                uri,
                1,
                RejectReason.NESTED_ARCHIVE,
                "an archive in an archive is not opened: unpack the outer one"));
      } else if (format == null || format == SourceFormat.PARQUET) {
        rejects.add(
            RecordOutcome.unseen(
                uri,
                1,
                RejectReason.UNKNOWN_FORMAT,
                format == null
                    ? "the name does not tell a format: give --format, or unpack the archive"
                    : "Parquet is not read from archives: unpack it"));
      } else {
        addFile(input, uri, format, entry.scan(), new Packed(archive, entry.number()));
      }
    }
    ZipScan.Fault fault = scan.fault();
    if (fault != null) {
      rejects.add(RecordOutcome.unseen(archive, fault.number(), fault.reason(), fault.detail()));
    }
  }

  /** As in folders: what programs put beside the files of people. */
  private static boolean isHidden(String name) {
    return Arrays.stream(name.split("/"))
        .anyMatch(part -> part.startsWith(".") || part.startsWith("_"));
  }
}
