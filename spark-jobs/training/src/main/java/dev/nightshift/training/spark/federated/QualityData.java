package dev.nightshift.training.spark.federated;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.classifiers.feature.TextStatistics;
import dev.nightshift.classifiers.spark.LabelledSource;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.classifier.FeatureFile;
import dev.nightshift.training.federated.classifier.FeatureWriter;
import dev.nightshift.training.federated.classifier.LabelledFeatures;
import dev.nightshift.training.federated.classifier.StatisticsScale;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.spark.ExampleReader;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Turns labelled texts into the features of each client, in an order that does not depend on
 * partitions: by the client's key, then by the content. Features are made on executors; rows stream
 * through the driver. What is prepared already is kept.
 */
final class QualityData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JobContext context;
  private final FederateRequest request;
  private final FeatureSettings settings;
  private final Path folder;

  QualityData(JobContext context, FederateRequest request, FeatureSettings settings) {
    this.context = context;
    this.request = request;
    this.settings = settings;
    this.folder = context.workFolder();
  }

  /**
   * What was prepared.
   *
   * @param rows folder of the training rows
   * @param clients file of the {@link ClientTable}
   * @param heldOut folder of the held-out rows, or null where none are
   * @param standardisation scales the dense features
   */
  record Prepared(
      Path rows, Path clients, @Nullable Path heldOut, Standardisation standardisation) {}

  /** Features on their way to the driver, with their client's key. */
  private record Keyed(String key, LabelledFeatures example) implements Serializable {}

  /** Mean and deviation as they are kept beside the rows. */
  record Scale(double[] mean, double[] deviation) {}

  /** Prepares the input. */
  Prepared prepare() throws IOException {
    Path rows = folder.resolve("rows-train");
    Path heldOut = folder.resolve("rows-held-out");
    Path scale = folder.resolve("scale.json");
    Path clients = folder.resolve("clients.json");
    if (!Files.exists(clients)) {
      write(rows, heldOut, scale, clients);
    }
    Scale kept = JSON.readValue(scale.toFile(), Scale.class);
    try (FeatureFile file = FeatureFile.open(heldOut)) {
      return new Prepared(
          rows,
          clients,
          file.count() == 0 ? null : heldOut,
          new Standardisation(kept.mean(), kept.deviation()));
    }
  }

  /**
   * Writes everything; the table of the clients comes last. Where single clients are hidden, the
   * scale of the features follows from the held-out rows alone: those of {@code --validation},
   * which are public, or what clients hold out, which then is taken to be.
   */
  private void write(Path rows, Path heldOut, Path scale, Path clients) throws IOException {
    boolean divides = !request.arguments().has(FederateOptions.VALIDATION);
    ClientDivision division =
        new ClientDivision(
            divides ? request.arguments().number(FederateOptions.HELD_OUT_SHARE) : 0,
            request.validationLimit());
    StatisticsScale ofTrained = new StatisticsScale(TextStatistics.COUNT);
    StatisticsScale ofHeldOut = new StatisticsScale(TextStatistics.COUNT);
    try (FeatureWriter train = new FeatureWriter(rows);
        FeatureWriter held = new FeatureWriter(heldOut)) {
      ClientTable table =
          division.divide(
              features(),
              Keyed::key,
              Keyed::example,
              example -> {
                train.add(example);
                ofTrained.add(example.features().statistics());
              },
              example -> {
                held.add(example);
                ofHeldOut.add(example.features().statistics());
              });
      if (!divides) {
        for (LabelledFeatures example : validation()) {
          held.add(example);
          ofHeldOut.add(example.features().statistics());
        }
      }
      train.finish();
      held.finish();
      if (request.needsSecret() && ofHeldOut.count() < 2) {
        throw new RequestException(
            "the dense features have no rows to be scaled by: where clients are hidden, held-out"
                + " rows scale them, and there are "
                + ofHeldOut.count(),
            "option '" + FederateOptions.VALIDATION + "'",
            "Give --validation with at least two rows.");
      }
      StatisticsScale used = request.needsSecret() ? ofHeldOut : ofTrained;
      JSON.writeValue(scale.toFile(), new Scale(used.mean(), used.deviation()));
      table.write(clients);
    }
  }

  /** The rows of {@code --validation}, by their content, up to the limit. */
  private List<LabelledFeatures> validation() {
    FeatureSettings features = settings;
    return LabelledSource.rows(context, context.input(FederateOptions.VALIDATION))
        .orderBy(digest())
        .limit(request.validationLimit())
        .javaRDD()
        .map(
            row ->
                new LabelledFeatures(
                    TextFeatures.of(row.getString(0), features),
                    LabelledSource.isGood(row.getString(1))))
        .collect();
  }

  private static Column digest() {
    return functions.sha2(functions.to_json(functions.struct("text", "label")), 256);
  }

  private Iterator<Keyed> features() throws IOException {
    String key = request.arguments().text(FederateOptions.CLIENT_KEY);
    Column column = functions.col(key);
    Dataset<Row> all = LabelledSource.rows(context, context.input(FederateOptions.DATA), key);
    new KeylessRows(folder)
        .keep(
            ExampleReader.withFile(all).where(column.isNull()), key, List.of(), "federate-quality");
    Dataset<Row> rows = all.where(column.isNotNull());
    if (rows.isEmpty()) {
      throw new RequestException(
          "no row has a value in column '" + key + "'",
          "option '" + FederateOptions.CLIENT_KEY + "'",
          "Name the column that says whose row it is.");
    }
    FeatureSettings features = settings;
    return rows.orderBy(column, digest())
        .select(functions.col("text"), functions.col("label"), column)
        .javaRDD()
        .map(
            row ->
                new Keyed(
                    row.getString(2),
                    new LabelledFeatures(
                        TextFeatures.of(row.getString(0), features),
                        LabelledSource.isGood(row.getString(1)))))
        .toLocalIterator();
  }
}
