package dev.nightshift.curation.ingest;

import dev.nightshift.curation.ingest.code.CodeLanguages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the records of a file are laid out. */
public enum SourceFormat {
  JSONL,
  JSON,
  CSV,
  TXT,
  /** A web page, one record. */
  HTML,
  /** A LaTeX source, one record. */
  LATEX,
  /** A file of source code, one record. */
  CODE,
  /** A mail, or an archive of them. */
  MAIL,
  /** A stream of Arrow's columnar format. */
  ARROW,
  /** Read by the engine, not byte by byte. */
  PARQUET;

  /**
   * The format that a file's name tells, the ending of its compression left aside; {@code .tsv} is
   * CSV with tabs.
   *
   * @param path a path or URI
   */
  public static Optional<SourceFormat> ofName(String path) {
    String name = Compression.plainName(path).toLowerCase(Locale.ROOT);
    return switch (name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1)) {
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      case "json" -> Optional.of(JSON);
      case "csv", "tsv" -> Optional.of(CSV);
      case "txt", "md", "text" -> Optional.of(TXT);
      case "html", "htm", "xhtml" -> Optional.of(HTML);
      case "tex", "ltx", "latex" -> Optional.of(LATEX);
      case "eml", "mbox" -> Optional.of(MAIL);
      case "arrow" -> Optional.of(ARROW);
      case "parquet" -> Optional.of(PARQUET);
      default -> CodeLanguages.ofName(name).map(language -> CODE);
    };
  }

  /**
   * Whether a file of this format can be read in parts that end at the end of a line, with the same
   * records.
   */
  public boolean isCutAtLines(String path, ReadOptions options) {
    return Compression.ofName(path) == Compression.NONE
        && (this == JSONL || (this == TXT && options.split() == TextSplit.LINE));
  }

  /**
   * Reads a file's bytes as records.
   *
   * @param path its path, whose ending tells whether it is compressed
   * @param in its bytes; closed with the reader
   */
  public RecordReader open(String path, InputStream in, ReadOptions options) throws IOException {
    return open(path, in, options, 1);
  }

  /**
   * Reads a part of a file.
   *
   * @param firstLine number of the part's first line; 1 for a format that is not cut at lines
   */
  public RecordReader open(String path, InputStream in, ReadOptions options, long firstLine)
      throws IOException {
    if (this == PARQUET) {
      throw new IllegalArgumentException("Parquet is no stream of bytes");
    }
    InputStream plain = Compression.ofName(path).open(in, options.expansion());
    int limit = options.maxRecordBytes();
    return switch (this) {
      case JSONL -> new JsonLines(part(plain, options, firstLine), limit, firstLine);
      case JSON -> new JsonElements(text(plain, options), limit);
      case CSV -> new CsvRecords(text(plain, options), delimiter(path, options.delimiter()), limit);
      case TXT ->
          new TextRecords(part(plain, options, firstLine), options.split(), limit, firstLine);
      case HTML ->
          new HtmlRecords(options.encoding().isAuto() ? plain : text(plain, options), options);
      case LATEX -> new LatexRecords(text(plain, options), options);
      case CODE -> new CodeRecords(text(plain, options), path, limit);
      case MAIL -> new MailRecords(plain, limit);
      case ARROW -> new ArrowRecords(plain, limit);
      case PARQUET -> throw new AssertionError("refused above");
    };
  }

  /** A byte order mark stands at the start of a file alone; only UTF-8 is cut at lines. */
  private static InputStream part(InputStream plain, ReadOptions options, long firstLine)
      throws IOException {
    return firstLine > 1 ? plain : text(plain, options);
  }

  private static InputStream text(InputStream plain, ReadOptions options) throws IOException {
    return options.encoding().toUtf8(plain);
  }

  private static char delimiter(String path, @Nullable Character given) {
    if (given != null) {
      return given;
    }
    return Compression.plainName(path).toLowerCase(Locale.ROOT).endsWith(".tsv") ? '\t' : ',';
  }
}
