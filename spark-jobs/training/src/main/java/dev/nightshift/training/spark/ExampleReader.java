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

  /** Where a row comes from, as far as its input says. */
  static final List<String> ORIGIN = List.of("row_id", "file", "position");

  /** Where Spark puts a line that it cannot parse. */
  static final String UNPARSED = "_corrupt_record";

  private static final String SPLIT = "split";
  private static final String TRAIN = "train";

  private final JobContext context;

  /** A reader of the inputs of a run. */
  public ExampleReader(JobContext context) {
    this.context = context;
  }

  /**
   * The rows of an input.
   *
   * @param usable those with a value in each field, in a stable order: the columns of the fields,
   *     in their order, {@link RowDifficulty#COLUMNS} where they were asked for, and those of
   *     {@link #ORIGIN} that are there
   * @param unusable the others, with all their columns
   * @param fields the fields
   */
  public record Examples(Dataset<Row> usable, Dataset<Row> unusable, ExampleFields fields) {}

  /**
   * The rows of an input.
   *
   * @param option the option that names the input
   * @param split the value of the column {@code split} to keep, where there is such a column
   */
  public Examples read(String option, ExampleFields fields, String split) {
    return read(option, fields, split, null);
  }

  /**
   * The same with difficulties.
   *
   * @param difficulty how hard the rows are; null for rows without
   */
  Examples read(
      String option, ExampleFields fields, String split, @Nullable RowDifficulty difficulty) {
    Dataset<Row> plain = rows(option);
    require(plain, option, fields);
    Dataset<Row> rows = withFile(plain);
    Dataset<Row> ofSplit = ofSplit(rows, split);
    Column[] wanted = fields.names().stream().map(functions::col).toArray(Column[]::new);
    Column missing = functions.lit(false);
    for (Column column : wanted) {
      missing = missing.or(column.isNull());
    }
    Dataset<Row> usable = ofSplit.where(functions.not(missing));
    List<Column> all = new ArrayList<>(List.of(wanted));
    if (difficulty != null) {
      usable = difficulty.with(usable, wanted);
      RowDifficulty.COLUMNS.stream().map(functions::col).forEach(all::add);
    }
    origin(rows).forEach(all::add);
    Column[] whole = Arrays.stream(rows.columns()).map(rows::col).toArray(Column[]::new);
    return new Examples(
        usable.orderBy(order(rows, wanted)).select(all.toArray(Column[]::new)),
        ofSplit.where(missing).orderBy(order(rows, whole)),
        fields);
  }

  /** Rows with their file, where they do not say it themselves. */
  public static Dataset<Row> withFile(Dataset<Row> rows) {
    return Arrays.asList(rows.columns()).contains("file")
        ? rows
        : rows.withColumn("file", functions.input_file_name());
  }

  private static Stream<Column> origin(Dataset<Row> rows) {
    List<String> there = Arrays.asList(rows.columns());
    return ORIGIN.stream().filter(there::contains).map(functions::col);
  }

  private void require(Dataset<Row> rows, String option, ExampleFields fields) {
    List<String> columns = Arrays.asList(rows.columns());
    Faults faults = new Faults();
    for (String name : fields.names()) {
      if (!columns.contains(name)) {
        faults.add(
            "input '"
                + context.input(option).reference()
                + "' has no column '"
                + name
                + "'; it has "
                + String.join(", ", columns),
            "option '" + option + "'",
            fields.growsFrom());
      }
    }
    faults.throwIfAny();
  }

  /** All rows of an input as they are. */
  public Dataset<Row> rows(String option) {
    Input input = context.input(option);
    return input instanceof Input.OfTable table
        ? context.read(table)
        : files((Input.OfFiles) input, option);
  }

  /**
   * The rows of a split, where there is such a column; otherwise all. Rows that say no split, as
   * lines that cannot be parsed, are rows to train on: there they are told.
   */
  public static Dataset<Row> ofSplit(Dataset<Row> rows, String split) {
    if (!Arrays.asList(rows.columns()).contains(SPLIT)) {
      return rows;
    }
    Column wanted = rows.col(SPLIT).equalTo(split);
    return rows.where(split.equals(TRAIN) ? wanted.or(rows.col(SPLIT).isNull()) : wanted);
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
