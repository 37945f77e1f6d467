package dev.nightshift.curation.spark.dedup;

import dev.nightshift.curation.ingest.Content;
import dev.nightshift.curation.ingest.ContentKind;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RecordReader;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.TextSplit;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Records of files that are deduplicated where they lie, without being ingested. */
final class RecordFiles {

  private static final int LARGEST_RECORD = 1 << 30;
  private static final int MOST_TASKS = 10_000;
  private static final StructType ROW =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.TEXT, DataTypes.StringType, false);

  private RecordFiles() {}

  /**
   * Row id and text of each record. A record without the field of the id is named by its file and
   * its place in it.
   *
   * @throws RequestException if a file's name does not tell its format
   * @throws WorkException on the workers, for a record that has no text
   */
  static Dataset<Row> of(
      SparkSession spark, Input.OfFiles input, String idField, String textField) {
    for (Input.InputFile file : input.files()) {
      if (SourceFormat.ofName(file.relativePath()).isEmpty()) {
        throw new RequestException(
            "the name of file '" + file.relativePath() + "' does not tell its format",
            "option 'input'",
            "Name it .jsonl, .json, .csv or .parquet, gzipped or not, or ingest it first.");
      }
    }
    RowMapper mapper = new RowMapper(ContentKind.DOCUMENTS, Map.of("text", textField), null);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<String[]> streams =
        input.files().stream()
            .filter(file -> SourceFormat.ofName(file.uri()).orElseThrow() != SourceFormat.PARQUET)
            .map(file -> new String[] {file.uri(), file.relativePath()})
            .toList();
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    JavaRDD<Row> rows =
        context
            .parallelize(streams, Math.max(1, Math.min(streams.size(), MOST_TASKS)))
            .flatMap(
                file -> new Records(file[0], file[1], mapper, idField, hadoop.value().value()));
    for (Input.InputFile file : input.files()) {
      if (SourceFormat.ofName(file.uri()).orElseThrow() == SourceFormat.PARQUET) {
        String name = file.relativePath();
        rows =
            rows.union(
                spark
                    .read()
                    .parquet(new Path(URI.create(file.uri())).toString())
                    .select(
                        functions.expr("_metadata.row_index + 1"),
                        functions.to_json(functions.struct("*")))
                    .javaRDD()
                    .map(
                        row ->
                            row(
                                name,
                                mapper,
                                idField,
                                Parsed.ofJson(row.getLong(0), row.getString(1)))));
      }
    }
    return spark.createDataFrame(rows, ROW);
  }

  private static Row row(String file, RowMapper mapper, String idField, Parsed parsed) {
    RowMapper.Mapped mapped = mapper.map(parsed);
    String place = file + ":" + parsed.position();
    if (mapped instanceof RowMapper.Rejected rejected) {
      throw new WorkException(
          "a record cannot be used: " + rejected.bad().detail(),
          place,
          "Mend it, or name its fields with --id-field and --text-field. The ingest job sets such"
              + " records aside.");
    }
    RowMapper.Row row = (RowMapper.Row) mapped;
    String id = row.meta().getOrDefault(idField, place);
    return RowFactory.create(id, ((Content.Document) row.content()).text());
  }

  /** The records of one file, read as they are asked for. */
  private static final class Records implements Iterator<Row> {
    private final String file;
    private final RowMapper mapper;
    private final String idField;
    private final RecordReader reader;
    private @Nullable Row next;
    private boolean ended;

    Records(String uri, String file, RowMapper mapper, String idField, Configuration hadoop) {
      this.file = file;
      this.mapper = mapper;
      this.idField = idField;
      try {
        Path path = new Path(URI.create(uri));
        InputStream in = path.getFileSystem(hadoop).open(path);
        reader =
            SourceFormat.ofName(uri)
                .orElseThrow()
                .open(uri, in, new ReadOptions(TextSplit.FILE, null, LARGEST_RECORD));
      } catch (IOException e) {
        throw new UncheckedIOException("file " + uri + " cannot be read", e);
      }
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        try {
          Parsed parsed = reader.next();
          if (parsed == null) {
            ended = true;
            reader.close();
          } else {
            next = row(file, mapper, idField, parsed);
          }
        } catch (IOException e) {
          throw new WorkException(
              "the file breaks off: " + e.getMessage(), file, "Fetch it again.", e);
        }
      }
      return next != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      if (row == null) {
        throw new NoSuchElementException();
      }
      return row;
    }
  }
}
