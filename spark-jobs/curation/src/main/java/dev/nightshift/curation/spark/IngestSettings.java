package dev.nightshift.curation.spark;

import dev.nightshift.curation.conversation.ConversationFormat;
import dev.nightshift.curation.ingest.ContentKind;
import dev.nightshift.curation.ingest.Expansion;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.curation.ingest.Template;
import dev.nightshift.curation.ingest.TextEncoding;
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
 * @param reading how files are cut
 * @param mapper how records become rows
 * @param repair what is mended in documents
 * @param maxRejectShare the largest share of rejects that is taken, from 0 to 1
 * @param strict whether a file that cannot be read to its end fails the run
 * @param now when the rows come in
 */
record IngestSettings(
    String table,
    ContentKind kind,
    String source,
    @Nullable String licence,
    ReadOptions reading,
    RowMapper mapper,
    Repair repair,
    double maxRejectShare,
    boolean strict,
    Instant now)
    implements Serializable {

  private static final String AUTO = "auto";

  /**
   * Reads and checks the options.
   *
   * @param layout what the input's files are
   * @param faults what is wrong with the input already
   * @throws RequestException with all faults at once
   */
  static IngestSettings of(
      JobArguments arguments, Input.OfFiles input, InputLayout layout, Instant now, Faults faults) {
    ContentKind kind = choice(ContentKind.class, arguments.text("kind"));
    RowMapper mapper = mapper(arguments, kind, faults);
    double share = arguments.number("max-reject-share");
    if (share < 0 || share > 1) {
      faults.add(
          "the share is " + share, "option 'max-reject-share'", "Give a number from 0 to 1.");
    }
    long bytes = bounded(arguments, "max-record-bytes", " bytes", 1 << 30, faults);
    long ratio = bounded(arguments, "max-expansion", " times", 1L << 40, faults);
    long fileBytes = bounded(arguments, "max-file-bytes", " bytes", 1L << 50, faults);
    String delimiter = arguments.find("delimiter").map(d -> d.replace("\\t", "\t")).orElse("");
    if (delimiter.length() > 1 || (!delimiter.isEmpty() && delimiter.charAt(0) > 127)) {
      faults.add(
          "the delimiter is '" + delimiter + "'",
          "option 'delimiter'",
          "Give one ASCII character.");
    }
    TextEncoding encoding = TextEncoding.AUTO;
    try {
      encoding = TextEncoding.of(arguments.text("encoding"));
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()),
          "option 'encoding'",
          "Give auto, utf-8, windows-1252, or another name of the IANA registry.");
    }
    if (!arguments.text("conversation-format").equals(AUTO) && kind != ContentKind.CONVERSATIONS) {
      faults.add(
          "the layout of conversations is given for " + arguments.text("kind"),
          "option 'conversation-format'",
          "Leave it out, or give --kind conversations.");
    }
    faults.throwIfAny();
    return new IngestSettings(
        TableRef.parse(arguments.text("table")).name(),
        kind,
        arguments.find("source").orElseGet(() -> sourceOf(input.reference())),
        arguments.find("licence").orElse(layout.licence()),
        new ReadOptions(
            choice(TextSplit.class, arguments.text("split")),
            delimiter.isEmpty() ? null : delimiter.charAt(0),
            (int) bytes,
            encoding,
            new Expansion(ratio, fileBytes),
            choice(ReadOptions.Boilerplate.class, arguments.text("boilerplate"))),
        mapper,
        Repair.of(arguments),
        share,
        arguments.flag("strict"),
        now);
  }

  private static RowMapper mapper(JobArguments arguments, ContentKind kind, Faults faults) {
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
    String layout = arguments.text("conversation-format");
    ConversationFormat conversations =
        layout.equals(AUTO) ? null : choice(ConversationFormat.class, layout);
    try {
      return new RowMapper(kind, mapping, template, conversations);
    } catch (IllegalArgumentException e) {
      faults.add(String.valueOf(e.getMessage()), "options 'map' and 'text-template'", "");
      return new RowMapper(kind, Map.of(), null);
    }
  }

  private static long bounded(
      JobArguments arguments, String option, String unit, long most, Faults faults) {
    long value = arguments.integer(option);
    if (value < 1 || value > most) {
      faults.add(
          "the limit is " + value + unit,
          "option '" + option + "'",
          "Give a number from 1 to " + most + ".");
      return 1;
    }
    return value;
  }

  /** The schema of the table. */
  TableSchema schema() {
    return switch (kind) {
      case DOCUMENTS -> LakeTables.DOCUMENTS;
      case PREFERENCES -> LakeTables.PREFERENCES;
      case PROMPTS -> LakeTables.PROMPTS;
      case CONVERSATIONS -> LakeTables.CONVERSATIONS;
    };
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
