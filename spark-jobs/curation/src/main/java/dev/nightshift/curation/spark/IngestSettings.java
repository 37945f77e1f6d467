package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.ContentKind;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.Template;
import dev.nightshift.curation.ingest.TextSplit;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run of {@link IngestJob} was asked to do.
 *
 * @param table the table to fill
 * @param kind its kind
 * @param source name of the source
 * @param licence licence of the source
 * @param format the format; null for the one that each file's name tells
 * @param reading how files are cut
 * @param mapper how records become rows
 * @param maxRejectShare the largest share of rejects that is taken, from 0 to 1
 * @param now when the rows come in
 */
record IngestSettings(
    String table,
    ContentKind kind,
    String source,
    @Nullable String licence,
    @Nullable SourceFormat format,
    ReadOptions reading,
    RowMapper mapper,
    double maxRejectShare,
    Instant now)
    implements Serializable {

  /**
   * Reads and checks the options.
   *
   * @throws RequestException with all faults at once
   */
  static IngestSettings of(JobArguments arguments, Input.OfFiles input, Instant now) {
    Faults faults = new Faults();
    ContentKind kind = choice(ContentKind.class, arguments.text("kind"));
    String format = arguments.text("format");
    Map<String, String> mapping = mapping(arguments.find("map").orElse(""), faults);
    Template template = null;
    if (arguments.has("text-template")) {
      try {
        template = Template.parse(arguments.text("text-template"));
      } catch (IllegalArgumentException e) {
        faults.add(
            "the template does not read: " + e.getMessage(),
            "option 'text-template'",
            "Name fields in braces: \"Question: {question}\\nAnswer: {answer}\".");
      }
    }
    RowMapper mapper = new RowMapper(kind, Map.of(), null);
    try {
      mapper = new RowMapper(kind, mapping, template);
    } catch (IllegalArgumentException e) {
      faults.add(String.valueOf(e.getMessage()), "options 'map' and 'text-template'", "");
    }
    double share = arguments.number("max-reject-share");
    if (share < 0 || share > 1) {
      faults.add(
          "the share is " + share, "option 'max-reject-share'", "Give a number from 0 to 1.");
    }
    long bytes = arguments.integer("max-record-bytes");
    if (bytes < 1 || bytes > 1 << 30) {
      faults.add(
          "the limit is " + bytes + " bytes",
          "option 'max-record-bytes'",
          "Give a number from 1 to " + (1 << 30) + ".");
    }
    String delimiter = arguments.find("delimiter").map(d -> d.replace("\\t", "\t")).orElse("");
    if (delimiter.length() > 1 || (!delimiter.isEmpty() && delimiter.charAt(0) > 127)) {
      faults.add(
          "the delimiter is '" + delimiter + "'",
          "option 'delimiter'",
          "Give one ASCII character.");
    }
    SourceFormat fixed = format.equals("auto") ? null : choice(SourceFormat.class, format);
    if (fixed == null) {
      for (Input.InputFile file : input.files()) {
        if (SourceFormat.ofName(file.relativePath()).isEmpty()) {
          faults.add(
              "the name of file '" + file.relativePath() + "' does not tell its format",
              input.reference(),
              "Give --format, or name the files by their format.");
        }
      }
    }
    faults.throwIfAny();
    return new IngestSettings(
        TableRef.parse(arguments.text("table")).name(),
        kind,
        arguments.find("source").orElseGet(() -> sourceOf(input.reference())),
        arguments.find("licence").orElse(null),
        fixed,
        new ReadOptions(
            choice(TextSplit.class, arguments.text("split")),
            delimiter.isEmpty() ? null : delimiter.charAt(0),
            (int) bytes),
        mapper,
        share,
        now);
  }

  /** The schema of the table. */
  TableSchema schema() {
    return switch (kind) {
      case DOCUMENTS -> LakeTables.DOCUMENTS;
      case PREFERENCES -> LakeTables.PREFERENCES;
      case PROMPTS -> LakeTables.PROMPTS;
    };
  }

  /** The format of one file. */
  SourceFormat formatOf(String path) {
    return format != null ? format : SourceFormat.ofName(path).orElseThrow();
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String value) {
    return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
  }

  private static Map<String, String> mapping(String text, Faults faults) {
    Map<String, String> mapping = new LinkedHashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split(",")) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        faults.add(
            "'" + pair + "' is no mapping", "option 'map'", "Write column=field,column=field.");
      } else {
        mapping.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return mapping;
  }

  private static String sourceOf(String reference) {
    String path = reference.replaceAll("[/\\\\]+$", "");
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
