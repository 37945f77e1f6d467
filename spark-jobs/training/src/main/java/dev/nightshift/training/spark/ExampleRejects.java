package dev.nightshift.training.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.runtime.codec.Schemas;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an input that were refused, kept in a file beside the prepared data until the run
 * appends them to {@code rejects}. A row tells its file and line where the input does: tables that
 * were ingested have both, of plain files only the file is known.
 */
public final class ExampleRejects implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter out;
  private final String stage;

  /**
   * Starts a file.
   *
   * @param file JSON lines
   * @param stage the job that refuses
   */
  public ExampleRejects(Path file, String stage) throws IOException {
    this.out = Files.newBufferedWriter(file);
    this.stage = stage;
  }

  /** Adds a row. */
  public void add(Row row, RefusedExample refusal) throws IOException {
    String text = value(row, ExampleReader.UNPARSED) instanceof String line ? line : row.json();
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    String file = value(row, "file") instanceof String name ? name : "";
    Object line = value(row, "position");
    ObjectNode reject = JSON.createObjectNode();
    reject.put(
        "reject_id",
        Digest.start()
            .add("reject")
            .add(stage)
            .add(file)
            .add(String.valueOf(line))
            .add(raw)
            .add(refusal.reason())
            .hex());
    reject.put("stage", stage);
    reject.put("file", file);
    if (line instanceof Long number) {
      reject.put("line", number);
    }
    if (value(row, "row_id") instanceof String id) {
      reject.put("row_id", id);
    }
    reject.put("reason", refusal.reason());
    reject.put("detail", refusal.detail());
    reject.put("raw", raw);
    out.write(JSON.writeValueAsString(reject));
    out.newLine();
  }

  /** Why a row is refused. */
  @FunctionalInterface
  public interface Refusal {
    /** The refusal of a row. */
    RefusedExample of(Row row);
  }

  /** Adds rows all of which are refused. */
  public void addAll(Dataset<Row> rows, Refusal refusal) throws IOException {
    Iterator<Row> each = rows.toLocalIterator();
    while (each.hasNext()) {
      Row row = each.next();
      add(row, refusal.of(row));
    }
  }

  private static @Nullable Object value(Row row, String column) {
    int at = Arrays.asList(row.schema().fieldNames()).indexOf(column);
    return at < 0 || row.isNullAt(at) ? null : row.get(at);
  }

  /** Refuses a line of a file that could not be parsed. */
  public static void requireParsed(Row row) throws RefusedExample {
    Optional<RefusedExample> refusal = withoutValue(row, List.of());
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /** The refusal of a line that could not be parsed, or of a row without a value in a column. */
  public static Optional<RefusedExample> withoutValue(Row row, List<String> columns) {
    if (value(row, ExampleReader.UNPARSED) != null) {
      return Optional.of(new RefusedExample("malformed-line", "the line is no JSON object"));
    }
    return columns.stream()
        .filter(column -> value(row, column) == null)
        .findFirst()
        .map(column -> new RefusedExample("no-value", "column '" + column + "' has no value"));
  }

  /** How many rows of a file were refused, by reason. */
  public static Map<String, Long> counts(Path file) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        counts.merge(JSON.readTree(line).path("reason").asText(), 1L, Long::sum);
      }
    }
    return counts;
  }

  /** Adds how many rows were refused to an outcome, in all and by reason. */
  static JobOutcome count(JobOutcome outcome, String prefix, Map<String, Long> refused) {
    long all = refused.values().stream().mapToLong(Long::longValue).sum();
    JobOutcome more = outcome.count(prefix + "rejected", all);
    for (Map.Entry<String, Long> reason : new TreeMap<>(refused).entrySet()) {
      more = more.count(prefix + "rejected/" + reason.getKey(), reason.getValue());
    }
    return more;
  }

  /** Appends the rows of a file, once. */
  public static void append(JobContext context, Path file, long segment) throws IOException {
    String table = LakeTables.REJECTS.name();
    if (Files.size(file) == 0 || context.written(table, segment)) {
      return;
    }
    context.append(
        table,
        LakeTables.REJECTS,
        context
            .spark()
            .read()
            .schema(Schemas.toStructWithoutRun(LakeTables.REJECTS))
            .json(file.toUri().toString()),
        segment);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
