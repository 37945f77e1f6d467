package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.runtime.job.Input.InputFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/** Reads source files on the workers: one task a file, streaming. */
final class SourceReader {

  private static final int MOST_TASKS = 10_000;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final IngestSettings settings;
  private final Broadcast<SerializableConfiguration> hadoop;

  SourceReader(SparkSession spark, IngestSettings settings) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.settings = settings;
    this.hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
  }

  /**
   * The files with the digests of their bytes. A file that repeats the bytes of an earlier one is
   * left out: its rows would have the same ids.
   */
  List<SourceFile> withDigests(List<InputFile> files) {
    Broadcast<SerializableConfiguration> conf = hadoop;
    List<String> uris = files.stream().map(InputFile::uri).toList();
    List<String> digests =
        context
            .parallelize(uris, slices(uris.size()))
            .map(uri -> FileRecords.digest(uri, conf.value().value()))
            .collect();
    Set<String> seen = new HashSet<>();
    List<SourceFile> distinct = new ArrayList<>();
    for (int i = 0; i < uris.size(); i++) {
      if (seen.add(digests.get(i))) {
        distinct.add(new SourceFile(uris.get(i), digests.get(i)));
      }
    }
    return distinct;
  }

  /** All records of all files, each kept or rejected. */
  Dataset<Row> read(List<SourceFile> files) {
    RecordOutcome outcome = new RecordOutcome(settings);
    List<SourceFile> streams = new ArrayList<>();
    Dataset<Row> all = null;
    for (SourceFile file : files) {
      if (settings.formatOf(file.uri()) == SourceFormat.PARQUET) {
        Dataset<Row> rows = parquet(file, outcome);
        all = all == null ? rows : all.union(rows);
      } else {
        streams.add(file);
      }
    }
    if (!streams.isEmpty() || all == null) {
      Broadcast<SerializableConfiguration> conf = hadoop;
      IngestSettings how = settings;
      JavaRDD<Row> rows =
          context
              .parallelize(streams, slices(streams.size()))
              .flatMap(file -> new FileRecords(file, how, outcome, conf.value().value()));
      Dataset<Row> read = spark.createDataFrame(rows, outcome.struct());
      all = all == null ? read : all.union(read);
    }
    return all;
  }

  /**
   * Spark reads Parquet; each row goes the way of a JSON record, with its index as the position.
   */
  private Dataset<Row> parquet(SourceFile file, RecordOutcome outcome) {
    // Spark takes a path as it is written, not a URI with its escapes.
    Dataset<Row> rows = spark.read().parquet(new Path(URI.create(file.uri())).toString());
    JavaRDD<Row> records =
        rows.select(
                functions.expr("_metadata.row_index + 1"), functions.to_json(functions.struct("*")))
            .javaRDD()
            .map(row -> outcome.of(file, Parsed.ofJson(row.getLong(0), row.getString(1))));
    return spark.createDataFrame(records, outcome.struct());
  }

  /** One task a file, up to a number that a driver can keep in view. */
  private static int slices(int files) {
    return Math.max(1, Math.min(files, MOST_TASKS));
  }
}
