package dev.nightshift.eval.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Forms of data files. */
public enum DataForm {
  /** A JSON object on each line. */
  JSON_LINES("jsonl", ".jsonl", ".ndjson"),
  /** One JSON document: a list of objects, or an object that holds such a list. */
  JSON("json", ".json"),
  /** One JSON object, which is the only item. */
  JSON_OBJECT("json_object"),
  /** One JSON object of lists of one length: each list is a field. */
  JSON_COLUMNS("json_columns"),
  /** Values separated by commas, quoted as in RFC 4180. */
  CSV("csv", ".csv"),
  /** Values separated by tabs, quoted as in RFC 4180. */
  TSV("tsv", ".tsv"),
  /** Lines of text, blank ones among them, as the field {@code text}. */
  TEXT("text", ".txt", ".tokens", ".raw"),
  /** A file as one text, as the field {@code text}. */
  WHOLE_TEXT("whole_text"),
  /** Apache Parquet, with nested lists and structs. */
  PARQUET("parquet", ".parquet");

  private final String label;
  private final List<String> endings;

  DataForm(String label, String... endings) {
    this.label = label;
    this.endings = List.of(endings);
  }

  /** The name in task files. */
  public String label() {
    return label;
  }

  /** The form of that name. */
  public static Optional<DataForm> find(String label) {
    return Arrays.stream(values()).filter(form -> form.label.equals(label)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(DataForm::label).toList();
  }

  /** The form that a file's name tells, {@code .gz} left out; JSON lines where it tells none. */
  public static DataForm ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    return Arrays.stream(values())
        .filter(form -> form.endings.stream().anyMatch(plain::endsWith))
        .findFirst()
        .orElse(JSON_LINES);
  }
}
