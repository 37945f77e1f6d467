package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.FilePart;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.PartStream;
import dev.nightshift.curation.ingest.RecordReader;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.UnusableFileException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The records of one part of a file as rows, read as they are asked for. Whatever goes wrong with
 * the file becomes its last row, a reject.
 */
final class FileRecords implements Iterator<Row> {

  private final SourceFile file;
  private final RecordOutcome outcome;
  private final PartStream bytes;
  private @Nullable RecordReader reader;
  private @Nullable Row next;
  private long position;

  /**
   * The records of given bytes.
   *
   * @param in the bytes of the part; closed behind the last record
   */
  FileRecords(
      SourceFile file,
      FilePart part,
      InputStream in,
      IngestSettings settings,
      RecordOutcome outcome) {
    this.file = file;
    this.outcome = outcome;
    this.position = part.firstLine() - 1;
    this.bytes = new PartStream(in, part);
    try {
      reader = file.format().open(file.uri(), bytes, settings.reading(), part.firstLine());
    } catch (IOException e) {
      next = end(e);
      close(bytes);
    }
    advance();
  }

  /** The records of a part of a file where it lies. */
  static Iterator<Row> of(
      SourceFile.Part part, IngestSettings settings, RecordOutcome outcome, Configuration hadoop) {
    try {
      InputStream in = open(part.file().uri(), part.part().offset(), hadoop);
      return new FileRecords(part.file(), part.part(), in, settings, outcome);
    } catch (IOException e) {
      return List.of(RecordOutcome.unreadable(part.file(), e)).iterator();
    }
  }

  static InputStream open(String uri, long offset, Configuration hadoop) throws IOException {
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
    return new SoundStream(in);
  }

  /** Hadoop tells of a failing disk by an error, which would end the process. */
  private static final class SoundStream extends FilterInputStream {

    SoundStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (FSError e) {
        throw new IOException(String.valueOf(e.getCause()), e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (FSError e) {
        throw new IOException(String.valueOf(e.getCause()), e);
      }
    }
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
    reader = null;
    close(open);
  }

  /**
   * What stands behind the last record: that the file has changed or cannot be read, or why it
   * breaks off. What was read of a compressed file that breaks off is good.
   */
  private @Nullable Row end(@Nullable IOException broken) {
    try {
      if (!bytes.isUnchanged()) {
        return RecordOutcome.changed(file);
      }
    } catch (IOException e) {
      return RecordOutcome.unreadable(file, e);
    }
    if (broken == null) {
      return null;
    }
    return broken instanceof UnusableFileException known
        ? RecordOutcome.rest(file, position + 1, known.reason(), String.valueOf(known.getMessage()))
        : RecordOutcome.rest(file, position + 1, RejectReason.BROKEN_FILE, String.valueOf(broken));
  }

  private static void close(java.io.Closeable open) {
    try {
      open.close();
    } catch (IOException e) {
      // All that was wanted of it has been read.
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
