package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.spark.ExampleFields;
import dev.nightshift.training.spark.ExampleReader;
import dev.nightshift.training.spark.SequencePreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into the sequences of each client, in an order that does not depend on partitions: by
 * the client's key, then as all examples are ordered. Rows stream through the driver. What is
 * prepared already is kept.
 */
final class FederatedData {

  private static final String TRAIN = "train";

  private final ExampleReader reader;
  private final AnswerEncoding encoding;
  private final JobArguments arguments;
  private final String stage;
  private final Path folder;

  /**
   * The data of a run.
   *
   * @param stage the job, for the rows that it refuses
   * @param folder takes what is prepared
   */
  FederatedData(
      ExampleReader reader,
      AnswerEncoding encoding,
      JobArguments arguments,
      String stage,
      Path folder) {
    this.stage = stage;
    this.reader = reader;
    this.encoding = encoding;
    this.arguments = arguments;
    this.folder = folder;
  }

  /**
   * What was prepared.
   *
   * @param sequences folder of the training sequences
   * @param clients file of the {@link ClientTable}
   * @param heldOut folder of the held-out sequences, or null where none are
   */
  record Prepared(Path sequences, Path clients, @Nullable Path heldOut) {}

  /** Prepares the inputs. */
  Prepared prepare() throws IOException {
    Path sequences = folder.resolve("data-train");
    Path clients = folder.resolve("clients.json");
    Path heldOut = heldOut(folder);
    if (!Files.exists(clients)) {
      train(sequences, clients, heldOut);
    }
    if (arguments.has(FederateOptions.VALIDATION)) {
      SequencePreparation.write(
          reader.read(FederateOptions.VALIDATION, fields(), FederateOptions.VALIDATION),
          arguments.integer(FederateOptions.VALIDATION_LIMIT),
          (row, writer) -> add(writer, encode(row)),
          heldOut,
          stage);
    }
    try (SequenceFile file = SequenceFile.open(heldOut)) {
      return new Prepared(sequences, clients, file.count() == 0 ? null : heldOut);
    }
  }

  private static Path heldOut(Path folder) {
    return folder.resolve("data-validation");
  }

  /**
   * Adds the rows that taught nothing to {@code rejects}, once, and their numbers to an outcome.
   */
  static JobOutcome refused(JobContext context, JobArguments arguments, JobOutcome outcome)
      throws IOException {
    Path folder = context.workFolder();
    JobOutcome more = new KeylessRows(folder).tell(context, outcome);
    return arguments.has(FederateOptions.VALIDATION)
        ? SequencePreparation.refused(context, heldOut(folder), 1, "validation-", more)
        : more;
  }

  private ExampleFields fields() {
    return arguments.text(FederateOptions.EXAMPLES).equals("answers")
        ? ExampleFields.ANSWERS
        : ExampleFields.TEXT;
  }

  private AnswerEncoding.Sequence encode(Row row) {
    return arguments.text(FederateOptions.EXAMPLES).equals("answers")
        ? encoding.answer(row.getString(0), row.getString(1))
        : encoding.text(row.getString(0));
  }

  private static boolean add(SequenceWriter writer, AnswerEncoding.Sequence sequence)
      throws IOException {
    if (sequence.ids().length <= sequence.firstTarget()) {
      return false;
    }
    writer.add(sequence.ids(), sequence.firstTarget());
    return true;
  }

  /** One pass over the rows. */
  private void train(Path sequences, Path clients, Path heldOut) throws IOException {
    boolean divides = !arguments.has(FederateOptions.VALIDATION);
    ClientDivision division =
        new ClientDivision(
            divides ? arguments.number(FederateOptions.HELD_OUT_SHARE) : 0,
            arguments.smallInteger(FederateOptions.VALIDATION_LIMIT));
    try (SequenceWriter train = new SequenceWriter(sequences);
        SequenceWriter held = new SequenceWriter(heldOut)) {
      Iterator<Row> rows = rows().toLocalIterator();
      ClientTable table =
          division.divide(
              rows,
              row -> row.getString(row.length() - 1),
              this::learnable,
              sequence -> train.add(sequence.ids(), sequence.firstTarget()),
              sequence -> held.add(sequence.ids(), sequence.firstTarget()));
      train.finish();
      if (divides) {
        held.finish();
      }
      table.write(clients);
    }
  }

  /** The sequence of a row; null where it has nothing to predict. */
  private AnswerEncoding.@Nullable Sequence learnable(Row row) {
    AnswerEncoding.Sequence sequence = encode(row);
    return sequence.ids().length > sequence.firstTarget() ? sequence : null;
  }

  /** The content of each row, and behind it its client's key as text. */
  private Dataset<Row> rows() throws IOException {
    String keyColumn = arguments.text(FederateOptions.CLIENT_KEY);
    Dataset<Row> rows = reader.rows(FederateOptions.DATA);
    List<String> there = Arrays.asList(rows.columns());
    Faults faults = new Faults();
    List<String> wanted = new ArrayList<>(fields().names());
    wanted.add(keyColumn);
    for (String name : wanted) {
      if (!there.contains(name)) {
        faults.add(
            "the data have no column '" + name + "'; they have " + String.join(", ", there),
            "option '" + (name.equals(keyColumn) ? FederateOptions.CLIENT_KEY : "data") + "'",
            name.equals(keyColumn)
                ? "Name the column that says whose row it is."
                : fields().growsFrom());
      }
    }
    faults.throwIfAny();
    Column key = functions.col(keyColumn).cast("string");
    Column[] content = fields().names().stream().map(functions::col).toArray(Column[]::new);
    Column unusable = key.isNull().or(functions.trim(key).equalTo(""));
    for (Column column : content) {
      unusable = unusable.or(column.isNull());
    }
    Dataset<Row> ofSplit = ExampleReader.ofSplit(rows, TRAIN);
    new KeylessRows(folder)
        .keep(ExampleReader.withFile(ofSplit).where(unusable), keyColumn, fields().names(), stage);
    Dataset<Row> kept = ofSplit.where(functions.not(unusable));
    List<Column> order = new ArrayList<>(List.of(key));
    order.addAll(List.of(ExampleReader.order(rows, content)));
    List<Column> selected = new ArrayList<>(List.of(content));
    selected.add(key.as("client_key"));
    return kept.orderBy(order.toArray(Column[]::new)).select(selected.toArray(Column[]::new));
  }

  /** Refuses a number of clients that there are not. */
  static void requireClients(int wanted, int there) {
    if (wanted > there) {
      throw new RequestException(
          "a round takes " + wanted + " clients, and there are " + there,
          "option 'clients-per-round'",
          "Lower it, or look at --client-key.");
    }
  }
}
