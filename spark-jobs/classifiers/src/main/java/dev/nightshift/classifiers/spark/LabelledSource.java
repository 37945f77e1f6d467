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
final class LabelledSource {

  private static final int SHOWN = 10;
  private static final Set<String> GOOD = Set.of("1", "1.0", "true", "good");
  private static final Set<String> BAD = Set.of("0", "0.0", "false", "bad");

  private LabelledSource() {}

  /**
   * Reads and checks.
   *
   * @throws RequestException if a row has no text or no label of these; some of them are shown
   */
  static JavaRDD<LabelledText> read(JobContext context, Input input) {
    Dataset<Row> rows =
        input instanceof Input.OfTable table
            ? ofTable(context, table)
            : ofFiles(context.spark(), (Input.OfFiles) input);
    refuseUnlabelled(rows, input);
    return rows.select("text", "label")
        .javaRDD()
        .map(row -> LabelledText.of(row.getString(0), isGood(row.getString(1))));
  }

  private static Dataset<Row> ofTable(JobContext context, Input.OfTable table) {
    Dataset<Row> rows = context.read(table);
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.contains("text") || !(columns.contains("label") || columns.contains("meta"))) {
      throw new RequestException(
          "the table has the columns " + String.join(", ", columns),
          table.reference(),
          "Give a table with the columns text and label, or text and meta with a key label.");
    }
    Column label = columns.contains("label") ? col("label") : col("meta").getItem("label");
    return labelled(rows, label, lit(table.reference()));
  }

  private static Dataset<Row> ofFiles(SparkSession spark, Input.OfFiles files) {
    String[] uris = files.files().stream().map(Input.InputFile::uri).toArray(String[]::new);
    if (uris.length == 0) {
      throw new RequestException(
          "there are no files", files.reference(), "Give a file or a folder with labelled rows.");
    }
    DataFrameReader reader =
        spark
            .read()
            .schema(
                new StructType()
                    .add("text", DataTypes.StringType)
                    .add("label", DataTypes.StringType));
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
    return labelled(rows, col("label"), input_file_name());
  }

  private static Dataset<Row> labelled(Dataset<Row> rows, Column label, Column place) {
    return rows.select(
        col("text").cast(DataTypes.StringType).as("text"),
        label.cast(DataTypes.StringType).as("label"),
        place.as("place"));
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
          row.getString(2).isEmpty() ? input.reference() : row.getString(2),
          "A row needs a text, and the label 1 for good or 0 for bad.");
    }
    faults.throwIfAny();
  }

  private static String head(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + " ...";
  }

  private static boolean isGood(String label) {
    return GOOD.contains(label.toLowerCase(Locale.ROOT));
  }
}
