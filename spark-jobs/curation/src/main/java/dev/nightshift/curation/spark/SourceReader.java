package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.ingest.FilePart;
import dev.nightshift.curation.ingest.FileScan;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads source files on the workers, streaming: one task a file, or a part of one where its format
 * can be cut at line ends.
 */
final class SourceReader {

  /** A part of a file is so large at least: 16 MiB. */
  static final long PART_BYTES = 1L << 24;

  private static final int MOST_TASKS = 10_000;
  private static final int MOST_FAULTS = 10;

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

  /**
   * A file as its first pass found it.
   *
   * @param file the file
   * @param parts where it is cut
   */
  record Scanned(SourceFile file, List<FilePart> parts) {}

  /** A file to scan. */
  private record Scan(String uri, long partBytes) implements Serializable {}

  /** The outcome of one scan: a scan, or what went wrong. */
  private record Scans(@Nullable FileScan scan, String fault) implements Serializable {}

  /**
   * The files with the digests of their bytes. A file that repeats the bytes of an earlier one is
   * left out: its rows would have the same ids.
   *
   * @throws WorkException if some cannot be read
   */
  List<Scanned> scanned(List<SourceInput> files) {
    Broadcast<SerializableConfiguration> conf = hadoop;
    ReadOptions reading = settings.reading();
    List<Scan> wanted = new ArrayList<>();
    for (SourceInput input : files) {
      String uri = input.file().uri();
      wanted.add(
          new Scan(uri, input.format().isCutAtLines(uri, reading) ? partBytes : Long.MAX_VALUE));
    }
    List<Scans> scans =
        context
            .parallelize(wanted, slices(wanted.size()))
            .map(
                scan -> {
                  try {
                    return new Scans(
                        FileRecords.scan(
                            scan.uri(), scan.partBytes(), reading.encoding(), conf.value().value()),
                        "");
                  } catch (IOException e) {
                    return new Scans(null, String.valueOf(e.getMessage()));
                  }
                })
            .collect();
    List<Fault> faults = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Scanned> distinct = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      SourceInput input = files.get(i);
      FileScan scan = scans.get(i).scan();
      if (scan == null) {
        faults.add(
            Fault.of(
                "file " + input.file().uri() + " cannot be read: " + scans.get(i).fault(),
                "",
                "Check that it is still there and that the workers may read it."));
      } else if (seen.add(scan.digest())) {
        distinct.add(
            new Scanned(
                new SourceFile(
                    input.file().uri(),
                    scan.digest(),
                    input.format(),
                    input.meta(),
                    input.file().length(),
                    input.file().modifiedMillis()),
                scan.parts()));
      }
    }
    if (!faults.isEmpty()) {
      throw new WorkException(faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
    }
    return distinct;
  }

  /** All records of all files, each kept or rejected. */
  Dataset<Row> read(List<Scanned> files) {
    RecordOutcome outcome = new RecordOutcome(settings);
    List<SourceFile.Part> streams = new ArrayList<>();
    Dataset<Row> all = null;
    for (Scanned scanned : files) {
      if (scanned.file().format() == SourceFormat.PARQUET) {
        Dataset<Row> rows = parquet(scanned.file(), outcome);
        all = all == null ? rows : all.union(rows);
      } else {
        scanned.parts().forEach(p -> streams.add(new SourceFile.Part(scanned.file(), p)));
      }
    }
    if (!streams.isEmpty() || all == null) {
      Broadcast<SerializableConfiguration> conf = hadoop;
      IngestSettings how = settings;
      JavaRDD<Row> rows =
          context
              .parallelize(streams, slices(streams.size()))
              .flatMap(part -> new FileRecords(part, how, outcome, conf.value().value()));
      Dataset<Row> read = spark.createDataFrame(rows, outcome.struct());
      all = all == null ? read : all.union(read);
    }
    return all;
  }

  /**
   * Spark reads Parquet; each row goes the way of a JSON record, with its index as the position.
   */
  private Dataset<Row> parquet(SourceFile file, RecordOutcome outcome) {
    Dataset<Row> rows;
    try {
      // Spark takes a path as it is written, not a URI with its escapes.
      rows = spark.read().parquet(new Path(URI.create(file.uri())).toString());
    } catch (Exception e) {
      // The footer does not read. Scala declares none of its exceptions.
      String detail = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return spark.createDataFrame(
          List.of(outcome.rest(file, 1, RejectReason.BROKEN_FILE, detail)), outcome.struct());
    }
    JavaRDD<Row> records =
        rows.select(
                functions.expr("_metadata.row_index + 1"), functions.to_json(functions.struct("*")))
            .javaRDD()
            .map(row -> outcome.of(file, Parsed.ofJson(row.getLong(0), row.getString(1))));
    return spark.createDataFrame(records, outcome.struct());
  }

  /**
   * The files that something wrote to between their first pass and the end of their reading.
   *
   * @param outcomes what was read, all of it by now
   * @param told whether an outcome says that its file has changed
   */
  List<SourceFile> changed(List<Scanned> files, Dataset<Row> outcomes, boolean told) {
    Set<String> uris = new TreeSet<>();
    if (told) {
      outcomes
          .where(col(RecordOutcome.REJECT + ".reason").equalTo(RejectReason.FILE_CHANGED.code()))
          .select(RecordOutcome.REJECT + ".file")
          .distinct()
          .collectAsList()
          .forEach(row -> uris.add(row.getString(0)));
    }
    List<SourceFile> changed = new ArrayList<>();
    for (Scanned scanned : files) {
      SourceFile file = scanned.file();
      if (uris.contains(file.uri())
          || (file.format() == SourceFormat.PARQUET && !isAsListed(file))) {
        changed.add(file);
      }
    }
    return changed;
  }

  /** The outcomes without those of some files, each of which becomes one reject. */
  Dataset<Row> without(List<SourceFile> changed, Dataset<Row> outcomes) {
    RecordOutcome outcome = new RecordOutcome(settings);
    Object[] uris = changed.stream().map(SourceFile::uri).toArray();
    return outcomes
        .where(
            functions.not(
                functions
                    .coalesce(
                        col(RecordOutcome.KEPT + ".file"), col(RecordOutcome.REJECT + ".file"))
                    .isin(uris)))
        .union(
            spark.createDataFrame(
                changed.stream().map(outcome::changed).toList(), outcome.struct()));
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
  private static int slices(int files) {
    return Math.max(1, Math.min(files, MOST_TASKS));
  }
}
