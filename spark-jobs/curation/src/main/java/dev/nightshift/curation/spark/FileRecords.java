package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.RecordReader;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The records of one file as rows, read as they are asked for. */
final class FileRecords implements Iterator<Row> {

  private final SourceFile file;
  private final RecordOutcome outcome;
  private @Nullable RecordReader reader;
  private @Nullable Row next;
  private long position;

  FileRecords(
      SourceFile file, IngestSettings settings, RecordOutcome outcome, Configuration hadoop) {
    this.file = file;
    this.outcome = outcome;
    try {
      InputStream in = open(file.uri(), hadoop);
      try {
        reader = settings.formatOf(file.uri()).open(file.uri(), in, settings.reading());
      } catch (IOException e) {
        in.close();
        next = outcome.broken(file, 1, String.valueOf(e));
      }
    } catch (IOException e) {
      throw unreadable(file.uri(), e);
    }
    advance();
  }

  static String digest(String uri, Configuration hadoop) {
    MessageDigest sha = Digest.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = open(uri, hadoop)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw unreadable(uri, e);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static InputStream open(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(URI.create(uri));
    return path.getFileSystem(hadoop).open(path);
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
      if (parsed == null) {
        next = null;
        close(open);
      } else {
        position = parsed.position();
        next = outcome.of(file, parsed);
      }
    } catch (IOException e) {
      // A compressed file that breaks off, for one: what was read so far is good.
      next = outcome.broken(file, position + 1, String.valueOf(e));
      close(open);
    }
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
