package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Input.InputFile;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Reads examples from a table of the lake or from files, in an order that does not depend on
 * partitions: by {@code row_id}, by {@code doc_id} where there is none, and by the digest of the
 * content for plain files.
 */
public final class ExampleReader {

  private static final String SPLIT = "split";

  private final JobContext context;

  /** A reader of the inputs of a run. */
  public ExampleReader(JobContext context) {
    this.context = context;
  }

  /**
   * The rows of an input, with the columns of the fields, in their order.
   *
   * @param option the option that names the input
   * @param split the value of the column {@code split} to keep, where there is such a column
   */
  public Dataset<Row> read(String option, ExampleFields fields, String split) {
    return read(option, fields, split, null);
  }

  /**
   * The same with {@link RowDifficulty#COLUMNS} behind.
   *
   * @param difficulty how hard the rows are; null for rows without
   */
  Dataset<Row> read(
      String option, ExampleFields fields, String split, @Nullable RowDifficulty difficulty) {
    Input input = context.input(option);
    Dataset<Row> rows = rows(option);
    List<String> columns = Arrays.asList(rows.columns());
    Faults faults = new Faults();
    for (String name : fields.names()) {
      if (!columns.contains(name)) {
        faults.add(
            "input '"
                + input.reference()
                + "' has no column '"
                + name
                + "'; it has "
                + String.join(", ", columns),
            "option '" + option + "'",
            fields.growsFrom());
      }
    }
    faults.throwIfAny();
    Dataset<Row> kept = ofSplit(rows, split);
    Column[] wanted = fields.names().stream().map(functions::col).toArray(Column[]::new);
    for (Column column : wanted) {
      kept = kept.where(column.isNotNull());
    }
    if (difficulty == null) {
      return kept.orderBy(order(rows, wanted)).select(wanted);
    }
    Column[] all =
        Stream.concat(fields.names().stream(), RowDifficulty.COLUMNS.stream())
            .map(functions::col)
            .toArray(Column[]::new);
    return difficulty.with(kept, wanted).orderBy(order(rows, wanted)).select(all);
  }

  /** All rows of an input as they are. */
  public Dataset<Row> rows(String option) {
    Input input = context.input(option);
    return input instanceof Input.OfTable table
        ? context.read(table)
        : files((Input.OfFiles) input, option);
  }

  /** The rows of a split, where there is such a column; otherwise all. */
  public static Dataset<Row> ofSplit(Dataset<Row> rows, String split) {
    return Arrays.asList(rows.columns()).contains(SPLIT)
        ? rows.where(rows.col(SPLIT).equalTo(split))
        : rows;
  }

  /** What rows are ordered by, whatever their partitions: their ids, then their content. */
  public static Column[] order(Dataset<Row> rows, Column... content) {
    List<Column> order = new ArrayList<>();
    for (String id : List.of("row_id", "doc_id")) {
      if (Arrays.asList(rows.columns()).contains(id)) {
        order.add(functions.col(id));
      }
    }
    order.add(functions.sha2(functions.to_json(functions.struct(content)).cast("binary"), 256));
    return order.toArray(Column[]::new);
  }

  /** Whether an input has rows of that split; inputs without the column have none. */
  public boolean hasSplit(String option, String split) {
    Input input = context.input(option);
    if (!(input instanceof Input.OfTable table)) {
      return false;
    }
    Dataset<Row> rows = context.read(table);
    return Arrays.asList(rows.columns()).contains(SPLIT)
        && !rows.where(rows.col(SPLIT).equalTo(split)).isEmpty();
  }

  private Dataset<Row> files(Input.OfFiles input, String option) {
    Map<String, List<String>> byFormat = new LinkedHashMap<>();
    for (InputFile file : input.files()) {
      byFormat.computeIfAbsent(format(file, option), f -> new ArrayList<>()).add(file.uri());
    }
    if (byFormat.size() > 1) {
      throw new RequestException(
          "input '" + input.reference() + "' mixes files of the kinds " + byFormat.keySet(),
          "option '" + option + "'",
          "Name files of one kind, or ingest them into a table.");
    }
    Map.Entry<String, List<String>> only = byFormat.entrySet().iterator().next();
    String[] paths = only.getValue().toArray(String[]::new);
    return switch (only.getKey()) {
      case "json" -> context.spark().read().json(paths);
      case "parquet" -> context.spark().read().parquet(paths);
      case "csv" -> context.spark().read().option("header", "true").csv(paths);
      default -> context.spark().read().option("wholetext", "true").text(paths).toDF("text");
    };
  }

  private static String format(InputFile file, String option) {
    String name = file.relativePath().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".jsonl") || name.endsWith(".json")) {
      return "json";
    }
    for (String known : List.of("parquet", "csv", "txt")) {
      if (name.endsWith("." + known)) {
        return known;
      }
    }
    throw new RequestException(
        "file '" + file.uri() + "' is of no known kind",
        "option '" + option + "'",
        "Files end in .jsonl, .json, .csv, .parquet or .txt, the first four also with .gz.");
  }
}
