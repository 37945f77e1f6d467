package dev.nightshift.runtime.lake;

import dev.nightshift.runtime.codec.Schemas;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.Column;
import dev.nightshift.schema.table.Constraint;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta tables under one root: making them, appending once, reading a version. Knows nothing of
 * runs and of who may see a row.
 */
final class TableStore {

  /** Table property that says which kind of table it is: name/version. */
  static final String SCHEMA_PROPERTY = "nightshift.schema";

  private static final String RETENTION = "interval 3650 days";
  private static final String OPTIMIZE = "spark.databricks.delta.optimize.";
  private static final long MANY_FILES = 100;
  private static final long SMALL_FILE = 4 << 20;
  private static final long LARGE_FILE = 128 << 20;
  // Delta caches one log per table in a JVM: of two threads that make a table, one may look into a
  // cached log that does not know it yet.
  private static final Object MAKING = new Object();

  private final SparkSession spark;
  private final Path folder;
  private final Commits commits;

  TableStore(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.commits = new Commits(spark.sessionState().newHadoopConf());
  }

  SparkSession spark() {
    return spark;
  }

  String path(String table) {
    return new Path(folder, table).toString();
  }

  List<String> names() {
    return folders().stream().filter(this::exists).toList();
  }

  /** The folders that may be tables, sorted. */
  List<String> folders() {
    try {
      FileSystem files = fileSystem();
      if (!files.exists(folder)) {
        return List.of();
      }
      return Arrays.stream(files.listStatus(folder))
          .filter(FileStatus::isDirectory)
          .map(f -> f.getPath().getName())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the tables under " + folder + " cannot be listed", e);
    }
  }

  boolean exists(String table) {
    return version(table) >= 0;
  }

  /** The newest Delta version; -1 where there is no table. */
  long version(String table) {
    return snapshot(table).version();
  }

  /**
   * A table as one look at its log shows it.
   *
   * @param version the newest Delta version
   * @param kind its kind
   */
  record State(long version, TableSchema kind) {}

  /** A table that is there. */
  Optional<State> state(String table) {
    Snapshot snapshot = snapshot(table);
    return snapshot.version() < 0
        ? Optional.empty()
        : Optional.of(new State(snapshot.version(), kind(table, snapshot)));
  }

  /** The kind of a table, from its property. */
  TableSchema kind(String table) {
    return kind(table, snapshot(table));
  }

  private TableSchema kind(String table, Snapshot snapshot) {
    String property = snapshot.metadata().getConfiguration().get(SCHEMA_PROPERTY);
    if (property == null) {
      throw new RequestException(
          "table " + table + " was not made by Nightshift: it has no property " + SCHEMA_PROPERTY,
          path(table),
          "Ingest its files under another name.");
    }
    int slash = property.indexOf('/');
    String name = slash < 0 ? property : property.substring(0, slash);
    TableSchema schema =
        LakeTables.byName(name)
            .orElseThrow(
                () ->
                    new RequestException(
                        "table "
                            + table
                            + " is of kind '"
                            + name
                            + "', which this version does not know",
                        path(table),
                        "Use the version of Nightshift that made it, or a newer one."));
    if (storedVersion(property) > schema.version()) {
      throw new RequestException(
          "table " + table + " has schema " + property + ", this version writes " + tag(schema),
          path(table),
          "Use the version of Nightshift that made it, or a newer one.");
    }
    return schema;
  }

  /** The version behind the slash; a property without a number is newer than anything. */
  private static int storedVersion(String property) {
    String version = property.substring(property.indexOf('/') + 1);
    return version.matches("[0-9]{1,6}") ? Integer.parseInt(version) : Integer.MAX_VALUE;
  }

  /** The rows of a version; columns that its schema did not have yet are empty. */
  Dataset<Row> read(String table, long version) {
    Dataset<Row> rows =
        spark.read().format("delta").option("versionAsOf", version).load(path(table));
    List<String> there = List.of(rows.columns());
    for (Column column : kind(table).columns()) {
      if (column.nullable() && !there.contains(column.name())) {
        rows =
            rows.withColumn(column.name(), functions.lit(null).cast(Schemas.type(column.type())));
      }
    }
    return rows;
  }

  /** Makes a table where there is none, in one commit; checks its kind where there is one. */
  void ensure(String table, TableSchema schema) {
    if (!exists(table)) {
      synchronized (MAKING) {
        make(table, schema);
      }
    }
    Snapshot snapshot = snapshot(table);
    TableSchema there = kind(table, snapshot);
    if (!there.name().equals(schema.name())) {
      throw new RequestException(
          "table " + table + " holds " + there.name() + ", the run writes " + schema.name(),
          path(table),
          "Choose another table name.");
    }
    if (!isOfVersion(snapshot, schema)) {
      migrate(table, schema);
    }
  }

  /** Adds the columns that a table of an earlier version lacks, and relaxes what it demands. */
  private void migrate(String table, TableSchema schema) {
    synchronized (MAKING) {
      DeltaRetry.<Boolean>until(
          "migrating table " + table,
          () -> {
            List<String> there = List.of(snapshot(table).metadata().schema().fieldNames());
            List<Column> missing =
                schema.columns().stream().filter(c -> !there.contains(c.name())).toList();
            String name = "delta.`" + path(table) + "`";
            if (!missing.isEmpty()) {
              spark.sql(
                  "ALTER TABLE "
                      + name
                      + " ADD COLUMNS ("
                      + missing.stream()
                          .map(c -> c.name() + " " + Schemas.type(c.type()).sql())
                          .collect(Collectors.joining(", "))
                      + ")");
            }
            relax(name, table, schema);
            spark.sql(
                "ALTER TABLE "
                    + name
                    + " SET TBLPROPERTIES ('"
                    + SCHEMA_PROPERTY
                    + "' = '"
                    + tag(schema)
                    + "')");
            return true;
          },
          () -> isOfVersion(snapshot(table), schema));
    }
  }

  /** Lets columns be empty that once had to be filled, and takes over conditions that changed. */
  private void relax(String name, String table, TableSchema schema) {
    Metadata metadata = snapshot(table).metadata();
    for (Constraint constraint : schema.constraints()) {
      scala.Option<String> before =
          metadata.configuration().get("delta.constraints." + constraint.name());
      if (before.isDefined() && !before.get().equals(constraint.expression())) {
        String alter = "ALTER TABLE " + name;
        spark.sql(alter + " DROP CONSTRAINT IF EXISTS " + constraint.name());
        spark.sql(
            alter
                + " ADD CONSTRAINT "
                + constraint.name()
                + " CHECK ("
                + constraint.expression()
                + ")");
      }
    }
    StructType there = metadata.schema();
    for (Column column : schema.columns()) {
      boolean filled =
          List.of(there.fieldNames()).contains(column.name())
              && !there.apply(column.name()).nullable();
      if (column.nullable() && filled) {
        spark.sql("ALTER TABLE " + name + " ALTER COLUMN " + column.name() + " DROP NOT NULL");
      }
    }
  }

  private static boolean isOfVersion(Snapshot snapshot, TableSchema schema) {
    return tag(schema).equals(snapshot.metadata().getConfiguration().get(SCHEMA_PROPERTY));
  }

  private void make(String table, TableSchema schema) {
    if (!exists(table)) {
      DeltaRetry.<Boolean>until(
          "making table " + table,
          () -> {
            create(table, schema);
            return true;
          },
          () -> exists(table));
    }
  }

  private void create(String table, TableSchema schema) {
    DeltaTableBuilder builder =
        DeltaTable.createIfNotExists(spark)
            .location(path(table))
            .comment(schema.doc())
            .addColumns(Schemas.toStruct(schema))
            .property(SCHEMA_PROPERTY, tag(schema))
            .property("delta.logRetentionDuration", RETENTION)
            .property("delta.deletedFileRetentionDuration", RETENTION);
    for (Constraint constraint : schema.constraints()) {
      builder = builder.property("delta.constraints." + constraint.name(), constraint.expression());
    }
    builder.execute();
  }

  private static String tag(TableSchema schema) {
    return schema.name() + "/" + schema.version();
  }

  /**
   * Appends rows under an application id and version; a version that is not above the last one of
   * that id adds nothing.
   *
   * @return the Delta version of the commit that holds the rows
   */
  long append(String table, Dataset<Row> rows, String applicationId, long applicationVersion) {
    String mark = applicationId + "#" + applicationVersion;
    DeltaRetry.<Boolean>until(
        "appending to table " + table,
        () -> {
          if (!written(table, applicationId, applicationVersion)) {
            rows.write()
                .format("delta")
                .mode("append")
                .option("txnAppId", applicationId)
                .option("txnVersion", applicationVersion)
                .option("userMetadata", mark)
                .save(path(table));
          }
          return true;
        },
        () -> false);
    return commits.marked(path(table), mark, version(table));
  }

  /**
   * Rewrites the small files of a table into large ones where it has become a table of many small
   * ones, as nights make it that add a little each. That is a commit which changes no row; versions
   * before it keep their files. A table to which another process does the same is left to that.
   *
   * @return whether it was done
   */
  boolean compact(String table) {
    Snapshot snapshot = snapshot(table);
    scala.Option<Object> files = snapshot.numOfFilesIfKnown();
    scala.Option<Object> bytes = snapshot.sizeInBytesIfKnown();
    if (files.isEmpty()
        || bytes.isEmpty()
        || (Long) files.get() < MANY_FILES
        || (Long) bytes.get() > SMALL_FILE * (Long) files.get()) {
      return false;
    }
    SparkSession own = spark.newSession();
    own.conf().set(OPTIMIZE + "minFileSize", SMALL_FILE);
    own.conf().set(OPTIMIZE + "maxFileSize", LARGE_FILE);
    try {
      DeltaTable.forPath(own, path(table)).optimize().executeCompaction();
      return true;
    } catch (ConcurrentModificationException e) {
      return false;
    }
  }

  /** Whether an application id has reached a version in a table. */
  boolean written(String table, String applicationId, long applicationVersion) {
    Snapshot snapshot = snapshot(table);
    if (snapshot.version() < 0) {
      return false;
    }
    scala.Option<Object> last = snapshot.transactions().get(applicationId);
    return last.isDefined() && (Long) last.get() >= applicationVersion;
  }

  /** The Delta version that holds the last version of an application id, if it has written. */
  OptionalLong lastVersion(String table, String applicationId) {
    Snapshot snapshot = snapshot(table);
    long first = snapshot.logSegment().checkpointProvider().version() + 1;
    // What is newer than the last checkpoint is told by a few small files; only what is older takes
    // a query over the table's state.
    long version = snapshot.version();
    while (version >= first) {
      Set<String> wrote = commits.writers(path(table), snapshot.metadata().id(), version);
      if (wrote == null) {
        break;
      }
      if (wrote.contains(applicationId)) {
        return OptionalLong.of(version);
      }
      version--;
    }
    if (version < 0) {
      return OptionalLong.empty();
    }
    scala.Option<Object> last = snapshot.transactions().get(applicationId);
    return last.isDefined()
        ? OptionalLong.of(
            commits.marked(path(table), applicationId + "#" + last.get(), snapshot.version()))
        : OptionalLong.empty();
  }

  private Snapshot snapshot(String table) {
    return DeltaLog.forTable(spark, path(table))
        .update(false, scala.Option.empty(), scala.Option.empty());
  }

  FileSystem fileSystem() throws IOException {
    return folder.getFileSystem(spark.sessionState().newHadoopConf());
  }

  /** The columns of a kind, to check rows against. */
  static List<String> columnNames(TableSchema schema) {
    List<String> names = new ArrayList<>();
    schema.columns().forEach(c -> names.add(c.name()));
    return names;
  }
}
