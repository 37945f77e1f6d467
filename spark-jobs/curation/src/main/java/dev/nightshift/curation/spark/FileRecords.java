package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.FilePart;
import dev.nightshift.curation.ingest.FileScan;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.PartStream;
import dev.nightshift.curation.ingest.RecordReader;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.TextEncoding;
import dev.nightshift.curation.ingest.UnusableFileException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The records of one part of a file as rows, read as they are asked for. */
final class FileRecords implements Iterator<Row> {

  private final SourceFile file;
  private final RecordOutcome outcome;
  private final PartStream bytes;
  private @Nullable RecordReader reader;
  private @Nullable Row next;
  private long position;

  FileRecords(
      SourceFile.Part source,
      IngestSettings settings,
      RecordOutcome outcome,
      Configuration hadoop) {
    this.file = source.file();
    this.outcome = outcome;
    FilePart part = source.part();
    this.position = part.firstLine() - 1;
    try {
      bytes = new PartStream(open(file.uri(), part.offset(), hadoop), part);
      try {
        reader = file.format().open(file.uri(), bytes, settings.reading(), part.firstLine());
      } catch (IOException e) {
        next = end(e);
        bytes.close();
      }
    } catch (IOException e) {
      throw unreadable(file.uri(), e);
    }
    advance();
  }

  /** Digest and parts of a file. */
  static FileScan scan(String uri, long partBytes, TextEncoding encoding, Configuration hadoop)
      throws IOException {
    try (InputStream in = open(uri, 0, hadoop)) {
      return FileScan.of(in, partBytes, encoding);
    }
  }

  private static InputStream open(String uri, long offset, Configuration hadoop)
      throws IOException {
    Path path = new Path(URI.create(uri));
    FSDataInputStream in = path.getFileSystem(hadoop).open(path);
    if (offset > 0) {
      try {
        in.seek(offset);
      } catch (IOException e) {
        // A file that has become shorter: reading from its end on tells so.
        in.close();
        return InputStream.nullInputStream();
      }
    }
    return in;
  }

  private static WorkException unreadable(String uri, IOException e) {
    return new WorkException(
        "file " + uri + " cannot be read: " + e.getMessage(),
        "",
        "Check that it is still there and that the workers may read it.",
        e);
  }

  private void advance() {
    RecordReader open = reader;
    if (open == null) {
      return;
    }
    try {
      Parsed parsed = open.next();
      if (parsed != null) {
        position = parsed.position();
        next = outcome.of(file, parsed);
        return;
      }
      next = end(null);
    } catch (IOException e) {
      next = end(e);
    }
    close(open);
  }

  /**
   * What stands behind the last record: that the file has changed, or why it breaks off. What was
   * read of a compressed file that breaks off is good.
   */
  private @Nullable Row end(@Nullable IOException broken) {
    try {
      if (!bytes.isUnchanged()) {
        return outcome.changed(file);
      }
    } catch (IOException e) {
      throw unreadable(file.uri(), e);
    }
    if (broken == null) {
      return null;
    }
    return broken instanceof UnusableFileException known
        ? outcome.rest(file, position + 1, known.reason(), String.valueOf(known.getMessage()))
        : outcome.rest(file, position + 1, RejectReason.BROKEN_FILE, String.valueOf(broken));
  }

  private void close(RecordReader open) {
    reader = null;
    try {
      open.close();
    } catch (IOException e) {
      throw unreadable(file.uri(), e);
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Row next() {
    Row row = next;
    if (row == null) {
      throw new NoSuchElementException();
    }
    next = null;
    advance();
    return row;
  }
}
