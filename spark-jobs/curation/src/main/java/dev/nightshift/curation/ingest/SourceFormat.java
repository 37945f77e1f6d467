package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** How the records of a file are laid out. */
public enum SourceFormat {
  JSONL,
  JSON,
  CSV,
  TXT,
  /** Read by the engine, not byte by byte. */
  PARQUET;

  /**
   * The format that a file's name tells, {@code .gz} left aside; {@code .tsv} is CSV with tabs.
   *
   * @param path a path or URI
   */
  public static Optional<SourceFormat> ofName(String path) {
    String name = withoutGzip(path.toLowerCase(Locale.ROOT));
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      case "json" -> Optional.of(JSON);
      case "csv", "tsv" -> Optional.of(CSV);
      case "txt", "md", "text" -> Optional.of(TXT);
      case "parquet" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }

  private static String withoutGzip(String name) {
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }

  /**
   * Reads a file's bytes as records.
   *
   * @param path its path, whose ending tells whether it is compressed
   * @param in its bytes; closed with the reader
   */
  public RecordReader open(String path, InputStream in, ReadOptions options) throws IOException {
    InputStream plain =
        path.toLowerCase(Locale.ROOT).endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    int limit = options.maxRecordBytes();
    return switch (this) {
      case JSONL -> new JsonLines(plain, limit);
      case JSON -> new JsonElements(plain, limit);
      case CSV -> new CsvRecords(plain, delimiter(path, options.delimiter()), limit);
      case TXT -> new TextRecords(plain, options.split(), limit);
      case PARQUET -> throw new IllegalArgumentException("Parquet is no stream of bytes");
    };
  }

  private static char delimiter(String path, @Nullable Character given) {
    if (given != null) {
      return given;
    }
    return withoutGzip(path.toLowerCase(Locale.ROOT)).endsWith(".tsv") ? '\t' : ',';
  }
}
