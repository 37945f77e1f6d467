package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.ZipEntries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The records of the files of an archive as rows, file by file, in one reading. */
final class ArchiveRecords implements Iterator<Row> {

  private final Map<Integer, SourceFile.Part> left;
  private final IngestSettings settings;
  private final RecordOutcome outcome;
  private @Nullable ZipEntries zip;
  private Iterator<Row> rows = Collections.emptyIterator();

  ArchiveRecords(
      SourceArchive archive, IngestSettings settings, RecordOutcome outcome, Configuration hadoop) {
    this.left = new TreeMap<>(archive.files());
    this.settings = settings;
    this.outcome = outcome;
    try {
      zip =
          new ZipEntries(
              FileRecords.open(archive.uri(), 0, hadoop), settings.reading().expansion());
    } catch (IOException e) {
      giveUp(file -> RecordOutcome.unreadable(file, e));
    }
  }

  @Override
  public boolean hasNext() {
    while (!rows.hasNext() && zip != null) {
      advance(zip);
    }
    return rows.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return rows.next();
  }

  private void advance(ZipEntries open) {
    try {
      ZipEntries.Entry entry = left.isEmpty() ? null : open.next();
      if (entry == null) {
        // What the first pass saw and is no longer there.
        giveUp(RecordOutcome::changed);
        return;
      }
      SourceFile.Part part = left.remove(entry.number());
      if (part != null) {
        rows = new FileRecords(part.file(), part.part(), open.bytes(), settings, outcome);
      }
    } catch (IOException e) {
      giveUp(RecordOutcome::changed);
    }
  }

  /** Ends with one reject for each file that has not been read. */
  private void giveUp(Function<SourceFile, Row> why) {
    List<Row> rejects = new ArrayList<>();
    left.values().forEach(part -> rejects.add(why.apply(part.file())));
    left.clear();
    rows = rejects.iterator();
    ZipEntries open = zip;
    zip = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // All that was wanted of it has been read.
      }
    }
  }
}
