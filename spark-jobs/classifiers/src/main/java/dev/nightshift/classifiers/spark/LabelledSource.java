package dev.nightshift.classifiers.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads labelled texts: files with the fields {@code text} and {@code label}, or a table of the
 * lake with these columns; a table with a column {@code meta} may keep the label there. A label is
 * 1, true or good, or 0, false or bad.
 */
public final class LabelledSource {

  private static final int SHOWN = 10;
  private static final String PLACE = "where the row is";
  private static final Set<String> GOOD = Set.of("1", "1.0", "true", "good");
  private static final Set<String> BAD = Set.of("0", "0.0", "false", "bad");

  private LabelledSource() {}

  /**
   * Reads and checks.
   *
   * @throws RequestException if a row has no text or no label of these; some of them are shown
   */
  static JavaRDD<LabelledText> read(JobContext context, Input input) {
    return rows(context, input)
        .javaRDD()
        .map(row -> LabelledText.of(row.getString(0), isGood(row.getString(1))));
  }

  /**
   * The rows themselves: {@code text}, {@code label} as it was written, and further columns as
   * texts.
   *
   * @param more names of the further columns
   * @throws RequestException if a row has no text or no label of these, or a column is not there
   */
  public static Dataset<Row> rows(JobContext context, Input input, String... more) {
    Dataset<Row> rows =
        input instanceof Input.OfTable table
            ? ofTable(context, table, more)
            : ofFiles(context.spark(), (Input.OfFiles) input, more);
    refuseUnlabelled(rows, input);
    return rows.drop(PLACE);
  }

  private static Dataset<Row> ofTable(JobContext context, Input.OfTable table, String[] more) {
    Dataset<Row> rows = context.read(table);
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.contains("text") || !(columns.contains("label") || columns.contains("meta"))) {
      throw new RequestException(
          "the table has the columns " + String.join(", ", columns),
          table.reference(),
          "Give a table with the columns text and label, or text and meta with a key label.");
    }
    Column label = columns.contains("label") ? col("label") : col("meta").getItem("label");
    requireColumns(columns, more, table.reference());
    return labelled(rows, label, lit(table.reference()), more);
  }

  private static Dataset<Row> ofFiles(SparkSession spark, Input.OfFiles files, String[] more) {
    String[] uris = files.files().stream().map(Input.InputFile::uri).toArray(String[]::new);
    if (uris.length == 0) {
      throw new RequestException(
          "there are no files", files.reference(), "Give a file or a folder with labelled rows.");
    }
    StructType schema =
        new StructType().add("text", DataTypes.StringType).add("label", DataTypes.StringType);
    for (String name : more) {
      schema = schema.add(name, DataTypes.StringType);
    }
    DataFrameReader reader = spark.read().schema(schema);
    Dataset<Row> rows;
    if (all(uris, ".jsonl", ".json", ".jsonl.gz", ".json.gz")) {
      rows = reader.json(uris);
    } else if (all(uris, ".csv", ".csv.gz")) {
      // Columns go by the header's names only where Spark reads the header itself.
      rows =
          spark
              .read()
              .option("header", "true")
              .option("multiLine", "true")
              .option("escape", "\"")
              .csv(uris);
    } else if (all(uris, ".parquet")) {
      rows = spark.read().parquet(uris);
    } else {
      throw new RequestException(
          "cannot tell how to read " + uris[0],
          files.reference(),
          "Labelled rows come as .jsonl, .json, .csv (with a header) or .parquet, one kind at a"
              + " time.");
    }
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.containsAll(List.of("text", "label"))) {
      throw new RequestException(
          "the columns are " + String.join(", ", columns),
          files.reference(),
          "Labelled rows have the columns text and label.");
    }
    requireColumns(columns, more, files.reference());
    return labelled(rows, col("label"), input_file_name(), more);
  }

  private static void requireColumns(List<String> columns, String[] wanted, String where) {
    for (String name : wanted) {
      if (!columns.contains(name)) {
        throw new RequestException(
            "there is no column '" + name + "'; there are " + String.join(", ", columns),
            where,
            "Name a column that the rows have.");
      }
    }
  }

  private static Dataset<Row> labelled(
      Dataset<Row> rows, Column label, Column place, String[] more) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("text").cast(DataTypes.StringType).as("text"));
    columns.add(label.cast(DataTypes.StringType).as("label"));
    for (String name : more) {
      columns.add(col(name).cast(DataTypes.StringType).as(name));
    }
    columns.add(place.as(PLACE));
    return rows.select(columns.toArray(Column[]::new));
  }

  private static boolean all(String[] uris, String... endings) {
    return Arrays.stream(uris)
        .map(uri -> uri.toLowerCase(Locale.ROOT))
        .allMatch(uri -> Arrays.stream(endings).anyMatch(uri::endsWith));
  }

  private static void refuseUnlabelled(Dataset<Row> rows, Input input) {
    Object[] known = Stream.concat(GOOD.stream(), BAD.stream()).toArray();
    Column usable =
        col("text")
            .isNotNull()
            .and(trim(col("text")).notEqual(""))
            .and(col("label").isNotNull())
            .and(lower(col("label")).isin(known));
    Faults faults = new Faults();
    for (Row row : rows.filter(not(usable)).takeAsList(SHOWN)) {
      String text = row.isNullAt(0) ? "no text" : "text '" + head(row.getString(0)) + "'";
      String label = row.isNullAt(1) ? "no label" : "label '" + row.getString(1) + "'";
      faults.add(
          "a row has " + text + " and " + label,
          place(row).isEmpty() ? input.reference() : place(row),
          "A row needs a text, and the label 1 for good or 0 for bad.");
    }
    faults.throwIfAny();
  }

  private static String place(Row row) {
    return row.getAs(PLACE);
  }

  private static String head(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + " ...";
  }

  /** Whether a label says good. */
  public static boolean isGood(String label) {
    return GOOD.contains(label.toLowerCase(Locale.ROOT));
  }
}
