package dev.nightshift.training.spark.preference;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.preference.ReferenceLogProbs;
import dev.nightshift.training.spark.Gpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a reference says of all answers, computed once: values that the lake has are taken from it,
 * the others are computed over the executors and added to {@code reference_log_probs}, where later
 * runs, whatever their loss, seed or night, find them under the model's digest and the sequence's.
 *
 * <p>A sequence's digest covers its tokens and where its answer begins, and with them the
 * tokenizer, the chat template and the maximum length; the column {@code settings} says how it was
 * computed.
 */
final class ReferenceStage {

  /** Grows when the same model and tokens would give another value. */
  private static final String RULE = "nightshift-reference-1";

  private static final int BLOCK = 1024;
  private static final String[] DIGEST = {"sequence_digest"};
  private static final StructType SEQUENCES =
      new StructType()
          .add("folder", DataTypes.IntegerType, false)
          .add("sequence", DataTypes.IntegerType, false)
          .add("sequence_digest", DataTypes.StringType, false);
  private static final StructType VALUES =
      new StructType()
          .add("sequence_digest", DataTypes.StringType, false)
          .add("tokens", DataTypes.IntegerType, false)
          .add("log_prob", DataTypes.DoubleType, false);

  private final JobContext context;
  private final SparkSession spark;
  private final DecoderSettings tuning;
  private final String settings;

  ReferenceStage(JobContext context, DecoderSettings tuning) {
    this.context = context;
    this.spark = context.spark();
    this.tuning = tuning;
    this.settings =
        String.join(
            " ", RULE, tuning.compute().torchName(), tuning.device().toLowerCase(Locale.ROOT));
  }

  /**
   * A model that judges.
   *
   * @param named the folder that the user named, whose digest names the values
   * @param working the same model with float32 weights, in a folder that all executors see
   */
  record Reference(Path named, Path working) {}

  /**
   * Writes the values of folders of sequences beside them, unless they are there.
   *
   * @return how many values were computed and how many were known
   */
  long[] fill(Reference reference, List<Path> folders) throws IOException {
    Path computedFolder = context.workFolder().resolve("reference-computed");
    Path counted = context.workFolder().resolve("reference-counts");
    if (!Files.exists(counted)) {
      String digest = ModelDigest.of(reference.named()).model();
      Dataset<Row> sequences = sequences(folders);
      Dataset<Row> known = known(digest);
      Dataset<Row> missing =
          sequences
              .join(known, DIGEST, "left_anti")
              .dropDuplicates(DIGEST)
              .select("folder", "sequence", "sequence_digest");
      compute(missing, reference.working(), folders, computedFolder);
      Dataset<Row> computed =
          spark.read().schema(VALUES).parquet(computedFolder.toUri().toString());
      long fresh = countFinite(computed, reference.named());
      append(computed, fresh, digest);
      long all = write(sequences, known.unionByName(computed.drop("tokens")), folders);
      Files.writeString(counted, fresh + " " + (all - fresh));
    }
    String[] counts = Files.readString(counted).split(" ");
    return new long[] {Long.parseLong(counts[0]), Long.parseLong(counts[1])};
  }

  /** Place of the folder, number and digest of every sequence that has tokens. */
  private Dataset<Row> sequences(List<Path> folders) throws IOException {
    List<int[]> blocks = new ArrayList<>();
    ArrayList<String> names = new ArrayList<>();
    for (Path folder : folders) {
      try (SequenceFile file = SequenceFile.open(folder)) {
        for (int from = 0; from < file.count(); from += BLOCK) {
          blocks.add(new int[] {names.size(), from, Math.min(file.count(), from + BLOCK)});
        }
      }
      names.add(folder.toString());
    }
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(blocks, Math.max(1, Math.min(blocks.size(), parallelism())))
            .flatMap(block -> digests(names.get(block[0]), block));
    return spark.createDataFrame(rows, SEQUENCES);
  }

  private static Iterator<Row> digests(String folder, int[] block) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (SequenceFile file = SequenceFile.open(Path.of(folder))) {
      for (int sequence = block[1]; sequence < block[2]; sequence++) {
        if (file.length(sequence) > 0) {
          rows.add(RowFactory.create(block[0], sequence, ReferenceTask.digest(file, sequence)));
        }
      }
    }
    return rows.iterator();
  }

  private int parallelism() {
    return spark.sparkContext().defaultParallelism();
  }

  /** What committed runs have computed; runs that computed the same agree on the least value. */
  private Dataset<Row> known(String digest) {
    Optional<PinnedTable> pin = context.lake().newest(LakeTables.REFERENCE_LOG_PROBS.name());
    if (pin.isEmpty()) {
      return spark.createDataFrame(List.<Row>of(), VALUES).drop("tokens");
    }
    return context
        .lake()
        .read(pin.get())
        .where(col("model_digest").equalTo(digest).and(col("settings").equalTo(settings)))
        .groupBy("sequence_digest")
        .agg(min("log_prob").as("log_prob"));
  }

  private void compute(Dataset<Row> missing, Path working, List<Path> folders, Path target) {
    ReferenceTask task =
        new ReferenceTask(
            working.toString(),
            ModelDigest.of(working).model(),
            tuning.compute(),
            tuning.device(),
            folders.stream().map(Path::toString).toList());
    SparkContext sc = spark.sparkContext();
    ResourceProfile profile = Gpus.profile(sc, tuning.device());
    JavaRDD<Row> spread = missing.repartition(parallelism()).javaRDD();
    JavaRDD<Row> values =
        profile.id() == ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID()
            ? spread.mapPartitions(task)
            : spread.mapPartitions(task).rdd().withResources(profile).toJavaRDD();
    spark
        .createDataFrame(values, VALUES)
        .write()
        .mode("overwrite")
        .parquet(target.toUri().toString());
  }

  private static long countFinite(Dataset<Row> computed, Path model) {
    Row counts = computed.agg(count(lit(1)), count(when(not(col("log_prob").leq(0)), 1))).first();
    if (counts.getLong(1) > 0) {
      throw new WorkException(
          "the reference gives " + counts.getLong(1) + " answers no finite log-probability",
          model.toString(),
          "Its weights or its scores overflow: name a model that can be scored.");
    }
    return counts.getLong(0);
  }

  private void append(Dataset<Row> computed, long fresh, String digest) {
    String table = LakeTables.REFERENCE_LOG_PROBS.name();
    if (fresh > 0 && !context.written(table, 0)) {
      context.append(
          table,
          LakeTables.REFERENCE_LOG_PROBS,
          computed.withColumn("model_digest", lit(digest)).withColumn("settings", lit(settings)),
          0);
    }
  }

  /** Writes the values in the order of the sequences; those without tokens have 0. */
  private long write(Dataset<Row> sequences, Dataset<Row> values, List<Path> folders)
      throws IOException {
    Iterator<Row> rows =
        sequences
            .join(values, DIGEST, "inner")
            .select("folder", "sequence", "log_prob")
            .orderBy("folder", "sequence")
            .toLocalIterator();
    long all = 0;
    Row next = rows.hasNext() ? rows.next() : null;
    for (int folder = 0; folder < folders.size(); folder++) {
      try (SequenceFile file = SequenceFile.open(folders.get(folder));
          ReferenceLogProbs.Writer writer = new ReferenceLogProbs.Writer(folders.get(folder))) {
        for (int sequence = 0; sequence < file.count(); sequence++) {
          boolean here = next != null && next.getInt(0) == folder && next.getInt(1) == sequence;
          if (!here && file.length(sequence) > 0) {
            throw new IllegalStateException("no value came for sequence " + sequence);
          }
          writer.add(next != null && here ? next.getDouble(2) : 0);
          if (here) {
            all++;
            next = rows.hasNext() ? rows.next() : null;
          }
        }
        writer.finish();
      }
    }
    return all;
  }
}
