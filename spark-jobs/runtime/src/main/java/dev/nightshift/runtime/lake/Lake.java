package dev.nightshift.runtime.lake;

import dev.nightshift.runtime.codec.Schemas;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.Growth;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one installation, under one root.
 *
 * <p>A row is visible when the run that wrote it has a row with status {@code COMMITTED} in {@code
 * runs}. A pin holds two Delta versions, of the table and of {@code runs}; together they decide
 * every row that is seen. The tables {@code runs} and {@code nights} are their own commits: all
 * their rows are visible.
 *
 * <p>Safe for use by several threads; several processes may use one root.
 */
public final class Lake {

  private static final Logger LOG = LoggerFactory.getLogger(Lake.class);

  private static final Set<String> OWN_COMMIT =
      Set.of(LakeTables.RUNS.name(), LakeTables.NIGHTS.name());
  // A longer list of ids is joined: it would make the plan slow.
  private static final int LISTED_RUNS = 256;

  private final SparkSession spark;
  private final Path root;
  private final TableStore tables;
  private final RunLog runs;

  private Lake(SparkSession spark, Path root) {
    this.spark = spark;
    this.root = root;
    this.tables = new TableStore(spark, new Path(root, "tables"));
    this.runs = new RunLog(tables);
  }

  /**
   * Opens the lake under a root, which need not exist yet.
   *
   * @param root a path of this machine, or a URI that Hadoop knows
   * @throws RequestException if no file system answers for the URI
   */
  public static Lake open(SparkSession spark, String root) {
    try {
      Path path =
          root.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
              ? new Path(root)
              : new Path(java.nio.file.Path.of(root).toAbsolutePath().normalize().toUri());
      FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
      return new Lake(spark, files.makeQualified(path));
    } catch (IOException | IllegalArgumentException e) {
      throw new RequestException(
          "the lake '" + root + "' cannot be opened: " + e.getMessage(),
          "",
          "Give a folder, or a URI whose file system is on the class path.");
    }
  }

  /** The root as a URI. */
  public String root() {
    return root.toString();
  }

  /** The session that reads and writes. */
  public SparkSession spark() {
    return spark;
  }

  /** The runs. */
  public RunLog runs() {
    return runs;
  }

  /** Whether there is a table of that name. */
  public boolean exists(String table) {
    return tables.exists(table);
  }

  /** The names of all tables, sorted. */
  public List<String> names() {
    return tables.names();
  }

  /** The kind of a table that exists. */
  public TableSchema kind(String table) {
    return requireTable(table).kind();
  }

  /**
   * Pins a table: at the version of the reference, or at the newest that a committed run names.
   *
   * @throws RequestException if there is no such table or version, or no run has committed it
   */
  public PinnedTable pin(TableRef reference) {
    String table = reference.name();
    TableStore.State state = requireTable(table);
    if (isOwnCommit(state.kind())) {
      return own(reference, state);
    }
    long runsVersion = runs.version();
    List<RunRecord> writers = writers(table, runsVersion);
    if (writers.isEmpty()) {
      throw new RequestException(
          "no run has committed table " + table,
          "",
          "Run the job that writes it to its end: what a killed run left is not read.");
    }
    if (reference.version().isEmpty()) {
      return newest(table, state, writers, runsVersion);
    }
    long version = reference.version().getAsLong();
    requireVersion(reference, version, state.version());
    if (state.kind().growth() == Growth.BUILT_SETS
        && writers.stream().noneMatch(run -> made(run, table) == version)) {
      throw new RequestException(
          "no committed run made version " + version + " of table " + table,
          "",
          "Versions with a whole set: "
              + String.join(
                  ", ",
                  writers.stream()
                      .map(run -> made(run, table))
                      .sorted()
                      .map(String::valueOf)
                      .toList())
              + ".");
    }
    return new PinnedTable(table, version, runsVersion);
  }

  /** A table at the newest version that a committed run names, if there is one. */
  public Optional<PinnedTable> newest(String table) {
    Optional<TableStore.State> state = tables.state(table);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    if (isOwnCommit(state.get().kind())) {
      return Optional.of(own(new TableRef(table, OptionalLong.empty()), state.get()));
    }
    long runsVersion = runs.version();
    List<RunRecord> writers = writers(table, runsVersion);
    return writers.isEmpty()
        ? Optional.empty()
        : Optional.of(newest(table, state.get(), writers, runsVersion));
  }

  private static boolean isOwnCommit(TableSchema kind) {
    return OWN_COMMIT.contains(kind.name());
  }

  private static PinnedTable own(TableRef reference, TableStore.State state) {
    long version = reference.version().orElse(state.version());
    requireVersion(reference, version, state.version());
    return new PinnedTable(reference.name(), version, version);
  }

  private static PinnedTable newest(
      String table, TableStore.State state, List<RunRecord> writers, long runsVersion) {
    long version =
        state.kind().growth() == Growth.BUILT_SETS
            ? made(writers.get(writers.size() - 1), table)
            : writers.stream().mapToLong(run -> made(run, table)).max().orElseThrow();
    return new PinnedTable(table, version, runsVersion);
  }

  /** The visible rows of a table as it was pinned. */
  public Dataset<Row> read(PinnedTable pin) {
    Dataset<Row> rows = tables.read(pin.name(), pin.version());
    if (isOwnCommit(tables.kind(pin.name()))) {
      return rows;
    }
    return visible(rows, visibleRuns(pin));
  }

  /** The visible rows of a table, pinned now. */
  public Dataset<Row> read(TableRef reference) {
    return read(pin(reference));
  }

  /** The ids of the runs whose rows a pin shows, sorted. */
  public List<String> visibleRuns(PinnedTable pin) {
    List<RunRecord> writers = writers(pin.name(), pin.runsVersion());
    if (tables.kind(pin.name()).growth() == Growth.BUILT_SETS) {
      return writers.stream()
          .filter(run -> made(run, pin.name()) == pin.version())
          .reduce((older, newer) -> newer)
          .map(run -> List.of(run.runId()))
          .orElse(List.of());
    }
    return writers.stream().map(RunRecord::runId).sorted().toList();
  }

  /**
   * What identifies the visible rows of a pin: the table, its version and the runs that wrote them.
   * Commits of unrelated runs do not change it.
   */
  public String contentDigest(PinnedTable pin) {
    Digest digest = Digest.start().add("table").add(pin.name()).add(pin.version());
    if (!isOwnCommit(tables.kind(pin.name()))) {
      visibleRuns(pin).forEach(digest::add);
    }
    return digest.hex();
  }

  /**
   * Appends rows, once for each (writer, segment): a segment that is not above the writer's last
   * one in that table adds nothing. The table is made where it does not exist.
   *
   * @param table the table's name
   * @param schema its kind
   * @param rows the rows, all columns of the schema in any order; {@code run_id} is filled in from
   *     {@code runId} where it is missing
   * @param runId the run, or another stable id of the writer
   * @param segment from 0, growing
   * @return the Delta version that holds the rows
   */
  public long append(
      String table, TableSchema schema, Dataset<Row> rows, String runId, long segment) {
    tables.ensure(table, schema);
    return tables.append(table, arranged(schema, rows, runId), runId + "/" + table, segment);
  }

  /**
   * The rows that a run has written to a table, visible or not: what a run that was killed finds of
   * its own. The table must exist.
   */
  public Dataset<Row> ownRows(String table, String runId) {
    Dataset<Row> rows = tables.read(table, tables.version(table));
    return rows.where(rows.col(TableSchema.RUN_ID).equalTo(runId));
  }

  /** Whether a writer has written a segment of a table. */
  public boolean written(String table, String runId, long segment) {
    return tables.written(table, runId + "/" + table, segment);
  }

  /**
   * The tables that a writer has written, in this attempt or in an earlier one that was killed,
   * each with the Delta version that holds its last segment.
   */
  public Map<String, Long> writtenBy(String runId) {
    Map<String, Long> written = new LinkedHashMap<>();
    for (String table : tables.folders()) {
      OptionalLong version = tables.lastVersion(table, runId + "/" + table);
      if (version.isPresent()) {
        written.put(table, version.getAsLong());
      }
    }
    return written;
  }

  /**
   * Keeps tables fast to read that every night adds to: where one has become a table of many small
   * files they are rewritten into large ones, in a commit that changes no row. Earlier versions can
   * be read as before. Where that fails the table stays as it is, and a log tells why.
   *
   * @return the tables that were rewritten
   */
  public List<String> compact(Collection<String> names) {
    List<String> compacted = new ArrayList<>();
    for (String name : names) {
      try {
        if (tables.compact(name)) {
          compacted.add(name);
        }
      } catch (RuntimeException e) {
        LOG.warn("the small files of table {} are left as they are", name, e);
      }
    }
    return compacted;
  }

  private static Dataset<Row> arranged(TableSchema schema, Dataset<Row> rows, String runId) {
    StructType wanted = Schemas.toStruct(schema);
    List<String> given = new ArrayList<>(List.of(rows.columns()));
    boolean hasRun = given.remove(TableSchema.RUN_ID);
    List<Column> columns = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (StructField field : wanted.fields()) {
      if (field.name().equals(TableSchema.RUN_ID)) {
        columns.add(
            hasRun ? rows.col(TableSchema.RUN_ID) : functions.lit(runId).as(TableSchema.RUN_ID));
      } else if (!given.remove(field.name())) {
        wrong.add("no column " + field.name());
      } else {
        DataType type = rows.schema().apply(field.name()).dataType();
        if (!DataType.equalsIgnoreNullability(type, field.dataType())) {
          wrong.add(
              field.name() + " is " + type.sql() + " and should be " + field.dataType().sql());
        }
        columns.add(rows.col(field.name()));
      }
    }
    given.forEach(name -> wrong.add("unknown column " + name));
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("rows for " + schema.name() + ": " + wrong);
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> visible(Dataset<Row> rows, List<String> runIds) {
    Column run = rows.col(TableSchema.RUN_ID);
    if (runIds.size() == 1) {
      return rows.where(run.equalTo(runIds.get(0)));
    }
    if (runIds.size() <= LISTED_RUNS) {
      return rows.where(run.isin(runIds.toArray()));
    }
    Dataset<Row> ids = spark.createDataset(runIds, Encoders.STRING()).toDF(TableSchema.RUN_ID);
    return rows.join(
        functions.broadcast(ids), run.equalTo(ids.col(TableSchema.RUN_ID)), "leftsemi");
  }

  private List<RunRecord> writers(String table, long runsVersion) {
    return runs.committed(runsVersion).stream()
        .filter(run -> run.outputs().containsKey(table))
        .toList();
  }

  private static long made(RunRecord run, String table) {
    Long version = run.outputs().get(table);
    return version == null ? -1 : version;
  }

  private TableStore.State requireTable(String table) {
    return tables
        .state(table)
        .orElseThrow(
            () -> {
              List<String> names = names();
              return new RequestException(
                  "the lake has no table '" + table + "'",
                  root(),
                  names.isEmpty()
                      ? "It has no tables yet: ingest something first."
                      : "Its tables are: " + String.join(", ", names) + ".");
            });
  }

  private static void requireVersion(TableRef reference, long version, long newest) {
    if (version > newest) {
      throw new RequestException(
          "table " + reference.name() + " has no version " + version,
          reference.toString(),
          "Its versions go from 0 to " + newest + ".");
    }
  }
}
