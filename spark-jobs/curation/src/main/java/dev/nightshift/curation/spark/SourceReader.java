package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.spark.SourceScanner.Packed;
import dev.nightshift.curation.spark.SourceScanner.Scanned;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads source files on the workers, streaming: one task a file or archive, or a part of a file
 * where its format can be cut at line ends. A file that cannot be read costs itself alone.
 */
final class SourceReader {

  /** A part of a file is so large at least: 16 MiB. */
  static final long PART_BYTES = 1L << 24;

  private static final int MOST_TASKS = 10_000;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final IngestSettings settings;
  private final long partBytes;
  private final Broadcast<SerializableConfiguration> hadoop;

  SourceReader(SparkSession spark, IngestSettings settings, long partBytes) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.settings = settings;
    this.partBytes = partBytes;
    this.hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
  }

  /** The first pass over files. */
  SourceScanner.Found scanned(List<SourceInput> files) {
    return SourceScanner.of(files, settings.reading(), partBytes, context, hadoop);
  }

  /** All records of all files, each kept or rejected, and what could not be read. */
  Dataset<Row> read(SourceScanner.Found found) {
    RecordOutcome outcome = new RecordOutcome(settings);
    List<SourceFile.Part> streams = new ArrayList<>();
    Map<String, SourceArchive> archives = new TreeMap<>();
    Dataset<Row> all = spark.createDataFrame(found.rejects(), outcome.struct());
    for (Scanned scanned : found.files()) {
      SourceFile file = scanned.file();
      Packed packed = scanned.packed();
      if (packed != null) {
        archives
            .computeIfAbsent(packed.archive(), uri -> new SourceArchive(uri, new TreeMap<>()))
            .files()
            .put(packed.number(), new SourceFile.Part(file, scanned.parts().get(0)));
      } else if (file.format() == SourceFormat.PARQUET) {
        all = all.union(ParquetRecords.of(spark, file, outcome));
      } else {
        scanned.parts().forEach(part -> streams.add(new SourceFile.Part(file, part)));
      }
    }
    Broadcast<SerializableConfiguration> conf = hadoop;
    IngestSettings how = settings;
    if (!streams.isEmpty()) {
      JavaRDD<Row> rows =
          context
              .parallelize(streams, slices(streams.size()))
              .flatMap(part -> FileRecords.of(part, how, outcome, conf.value().value()));
      all = all.union(spark.createDataFrame(rows, outcome.struct()));
    }
    if (!archives.isEmpty()) {
      JavaRDD<Row> rows =
          context
              .parallelize(List.copyOf(archives.values()), slices(archives.size()))
              .flatMap(archive -> new ArchiveRecords(archive, how, outcome, conf.value().value()));
      all = all.union(spark.createDataFrame(rows, outcome.struct()));
    }
    return all;
  }

  /**
   * The rejects of files of which no row is kept, by their URIs, one for each: something wrote to
   * them between their first pass and the end of their reading, or they could not be read on.
   *
   * @param outcomes what was read, all of it by now
   * @param told whether an outcome says so of its file
   */
  Map<String, Row> voided(SourceScanner.Found found, Dataset<Row> outcomes, boolean told) {
    Map<String, String> unreadable = new TreeMap<>();
    Map<String, String> changed = new TreeMap<>();
    if (told) {
      for (Row row :
          outcomes
              .where(col(RecordOutcome.REJECT + ".reason").isin(voiding()))
              .groupBy(col(RecordOutcome.REJECT + ".file"), col(RecordOutcome.REJECT + ".reason"))
              .agg(min(RecordOutcome.REJECT + ".detail"))
              .collectAsList()) {
        boolean change = row.getString(1).equals(RejectReason.FILE_CHANGED.code());
        (change ? changed : unreadable).put(row.getString(0), row.getString(2));
      }
    }
    Map<String, Row> voided = new TreeMap<>();
    for (Scanned scanned : found.files()) {
      SourceFile file = scanned.file();
      String detail = unreadable.get(file.uri());
      if (changed.containsKey(file.uri())
          || (file.format() == SourceFormat.PARQUET && !isAsListed(file))) {
        voided.put(file.uri(), RecordOutcome.changed(file));
      } else if (detail != null) {
        voided.put(file.uri(), RecordOutcome.rest(file, 1, RejectReason.UNREADABLE_FILE, detail));
      }
    }
    return voided;
  }

  private static Object[] voiding() {
    return Arrays.stream(RejectReason.values())
        .filter(RejectReason::voidsFile)
        .map(RejectReason::code)
        .toArray();
  }

  /** The outcomes without those of some files, each of which becomes one reject. */
  Dataset<Row> without(Map<String, Row> voided, Dataset<Row> outcomes) {
    return outcomes
        .where(
            functions.not(
                functions
                    .coalesce(
                        col(RecordOutcome.KEPT + ".file"), col(RecordOutcome.REJECT + ".file"))
                    .isin(voided.keySet().toArray())))
        .union(
            spark.createDataFrame(
                List.copyOf(voided.values()), new RecordOutcome(settings).struct()));
  }

  private boolean isAsListed(SourceFile file) {
    Path path = new Path(URI.create(file.uri()));
    try {
      FileStatus status = path.getFileSystem(hadoop.value().value()).getFileStatus(path);
      return status.getLen() == file.length()
          && status.getModificationTime() == file.modifiedMillis();
    } catch (IOException e) {
      return false;
    }
  }

  /** One task a file or part, up to a number that a driver can keep in view. */
  static int slices(int files) {
    return Math.max(1, Math.min(files, MOST_TASKS));
  }
}
