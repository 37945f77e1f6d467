package dev.nightshift.evaluation.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.judge.JudgedItem;
import dev.nightshift.eval.judge.Rubric;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What is judged, read from JSON lines or from a table.
 *
 * <p>Pairs: {@code instruction}, {@code output_1}, {@code output_2}, {@code generator_1}, {@code
 * generator_2} and, where they are labelled, {@code preference} (1 the first, 2 the second, 0 or
 * 1.5 a tie), as AlpacaEval writes them; or a table of preferences, whose chosen answer is the
 * second. Single answers: {@code instruction}, {@code output} and {@code generator}; or a table of
 * samples.
 */
final class JudgedRows {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_FAULTS = 20;

  private final Rubric rubric;
  private final long limit;
  private final Faults faults = new Faults();
  private final Map<String, JudgedItem> items = new LinkedHashMap<>();

  private JudgedRows(Rubric rubric, long limit) {
    this.rubric = rubric;
    this.limit = limit;
  }

  /**
   * The items in the order of the input, equal ones once.
   *
   * @param limit most items; 0 for all
   * @throws RequestException with the faulty rows, or if there are none
   */
  static List<JudgedItem> of(JobContext context, Input input, Rubric rubric, long limit) {
    JudgedRows rows = new JudgedRows(rubric, limit);
    if (input instanceof Input.OfFiles files) {
      for (Input.InputFile file : files.files()) {
        rows.read(context, file);
      }
    } else if (input instanceof Input.OfTable table) {
      rows.read(context, table);
    }
    rows.faults.throwIfAny();
    if (rows.items.isEmpty()) {
      throw new RequestException("there is nothing to judge", input.reference(), "");
    }
    return new ArrayList<>(rows.items.values());
  }

  private boolean isFull() {
    return (limit > 0 && items.size() >= limit) || faults.list().size() >= MOST_FAULTS;
  }

  private void read(JobContext context, Input.InputFile file) {
    Path path = new Path(URI.create(file.uri()));
    try (InputStream raw =
            path.getFileSystem(context.spark().sessionState().newHadoopConf()).open(path);
        InputStream in = file.uri().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null && !isFull(); line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          read(file.relativePath() + ":" + number, line);
        }
      }
    } catch (IOException e) {
      faults.add("the file cannot be read: " + e, file.relativePath(), "");
    }
  }

  private void read(String where, String line) {
    try {
      JsonNode row = JSON.readTree(line);
      List<String> missing = new ArrayList<>();
      String instruction = text(row, "instruction", missing);
      boolean pair = rubric.isPairwise();
      String first = text(row, pair ? "output_1" : "output", missing);
      String second = pair ? text(row, "output_2", missing) : null;
      if (!missing.isEmpty()) {
        faults.add(
            "the row lacks " + String.join(", ", missing),
            where,
            pair
                ? "Give instruction, output_1, output_2, generator_1 and generator_2."
                : "Give instruction, output and generator.");
        return;
      }
      JsonNode preference = row.path("preference");
      add(
          instruction,
          first,
          second,
          row.path(pair ? "generator_1" : "generator").asText(pair ? "first" : "model"),
          pair ? row.path("generator_2").asText("second") : "",
          preference.isNumber() ? label(preference.asDouble()) : null);
    } catch (JsonProcessingException e) {
      faults.add("not a JSON object: " + e.getOriginalMessage(), where, "Mend the line.");
    }
  }

  private static double label(double preference) {
    return preference == 0 ? .5 : Math.min(1, Math.max(0, preference - 1));
  }

  private static String text(JsonNode row, String field, List<String> missing) {
    JsonNode value = row.path(field);
    if (!value.isTextual()) {
      missing.add(field);
    }
    return value.asText("");
  }

  private void read(JobContext context, Input.OfTable table) {
    String kind = context.lake().kind(table.table().name()).name();
    String wanted = rubric.isPairwise() ? "preferences" : "samples";
    if (!kind.equals(wanted)) {
      faults.add(
          "table " + table.table().name() + " holds " + kind,
          "option 'input'",
          "Rubric " + rubric.name() + " judges a table of " + wanted + ", or files.");
      return;
    }
    Dataset<Row> rows = context.read(table);
    if (rubric.isPairwise()) {
      for (Row row :
          limited(rows.select("row_id", "prompt", "rejected", "chosen").orderBy("row_id"))) {
        add(row.getString(1), row.getString(2), row.getString(3), "rejected", "chosen", 1.0);
      }
    } else {
      for (Row row :
          limited(
              rows.select("model_digest", "sample_id", "prompt", "output")
                  .distinct()
                  .orderBy("model_digest", "sample_id"))) {
        String model = row.getString(0).substring(0, 12);
        add(row.getString(2), row.getString(3), null, model, "", null);
      }
    }
  }

  private List<Row> limited(Dataset<Row> rows) {
    return (limit > 0 ? rows.limit((int) limit) : rows).collectAsList();
  }

  private void add(
      String instruction,
      String first,
      @Nullable String second,
      String firstName,
      String secondName,
      @Nullable Double label) {
    String id =
        Digest.start()
            .add("judged")
            .add(instruction)
            .add(first)
            .add(second == null ? "" : second)
            .add(firstName)
            .add(secondName)
            .hex();
    items.putIfAbsent(
        id, new JudgedItem(id, instruction, first, second, firstName, secondName, label));
  }
}
