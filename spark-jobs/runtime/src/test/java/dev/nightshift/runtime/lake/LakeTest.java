package dev.nightshift.runtime.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.TestSpark;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.Column;
import dev.nightshift.schema.table.Constraint;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  record Metric(long step, String name, double value) {}

  record Duplicate(
      String rowId, String clusterId, boolean kept, double similarity, String method) {}

  private static final RecordCodec<Metric> METRICS =
      RecordCodec.of(Metric.class, LakeTables.METRICS);
  private static final RecordCodec<Duplicate> DUPLICATES =
      RecordCodec.of(Duplicate.class, LakeTables.DUPLICATES);

  private final SparkSession spark = TestSpark.session();
  private Lake lake;

  @BeforeEach
  void open(@TempDir Path root) {
    lake = Lake.open(spark, root.toString());
  }

  private Dataset<Row> metrics(long... steps) {
    List<Metric> rows = new ArrayList<>();
    for (long step : steps) {
      rows.add(new Metric(step, "loss", step / 2.0));
    }
    return METRICS.dataset(spark, rows);
  }

  private static RunRecord run(String id, Map<String, Long> outputs, int minute) {
    return new RunRecord(
        "job",
        1,
        "fingerprint of " + id,
        RunRecord.COMMITTED,
        null,
        null,
        null,
        Map.of(),
        7,
        List.of(),
        outputs,
        Map.of(),
        Map.of(),
        Map.of(),
        "test",
        START,
        START.plusSeconds(60L * minute),
        null,
        id);
  }

  private List<Long> steps(PinnedTable pin) {
    return lake.read(pin).select("step").collectAsList().stream()
        .map(r -> r.getLong(0))
        .sorted()
        .toList();
  }

  @Test
  void rowsAreSeenOnlyAfterTheirRunHasCommitted() {
    long first = lake.append("metrics", LakeTables.METRICS, metrics(1, 2), "run-a", 0);
    assertThatThrownBy(() -> lake.pin(TableRef.parse("table:metrics")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no run has committed table metrics");
    lake.runs().commit(run("run-a", Map.of("metrics", first), 1));
    PinnedTable before = lake.pin(TableRef.parse("metrics"));
    assertThat(steps(before)).containsExactly(1L, 2L);

    // Another run stands between its write and its commit; a third one commits after it.
    lake.append("metrics", LakeTables.METRICS, metrics(3), "run-killed", 0);
    long third = lake.append("metrics", LakeTables.METRICS, metrics(4), "run-c", 0);
    lake.runs().commit(run("run-c", Map.of("metrics", third), 2));
    assertThat(steps(lake.pin(TableRef.parse("metrics")))).containsExactly(1L, 2L, 4L);
    assertThat(steps(before)).containsExactly(1L, 2L);
  }

  @Test
  void segmentIsWrittenOnce() {
    assertThat(lake.written("metrics", "run-a", 0)).isFalse();
    long version = lake.append("metrics", LakeTables.METRICS, metrics(1), "run-a", 0);
    long next = lake.append("metrics", LakeTables.METRICS, metrics(2), "run-a", 1);
    assertThat(lake.append("metrics", LakeTables.METRICS, metrics(1), "run-a", 0))
        .isEqualTo(version);
    assertThat(lake.append("metrics", LakeTables.METRICS, metrics(2), "run-a", 1)).isEqualTo(next);
    assertThat(lake.written("metrics", "run-a", 1)).isTrue();
    assertThat(lake.written("metrics", "run-a", 2)).isFalse();
    assertThat(lake.written("metrics", "run-b", 0)).isFalse();
    lake.runs().commit(run("run-a", Map.of("metrics", next), 1));
    assertThat(steps(lake.pin(TableRef.parse("metrics")))).containsExactly(1L, 2L);
  }

  @Test
  void manySmallFilesBecomeOneAndNoRowChanges() {
    long[] many = LongStream.rangeClosed(1, 300).toArray();
    long first =
        lake.append("metrics", LakeTables.METRICS, metrics(many).repartition(60), "run-a", 0);
    lake.runs().commit(run("run-a", Map.of("metrics", first), 1));
    assertThat(lake.compact(List.of("metrics"))).as("60 files").isEmpty();
    lake.append("metrics", LakeTables.METRICS, metrics(7).repartition(1), "run-killed", 0);
    long second =
        lake.append("metrics", LakeTables.METRICS, metrics(many).repartition(60), "run-b", 3);
    lake.runs().commit(run("run-b", Map.of("metrics", second), 2));
    PinnedTable before = lake.pin(TableRef.parse("metrics"));
    assertThat(lake.read(before).inputFiles()).hasSizeGreaterThan(100);

    assertThat(lake.compact(List.of("metrics", "runs"))).containsExactly("metrics");
    assertThat(lake.compact(List.of("metrics"))).as("once").isEmpty();
    assertThat(steps(before)).hasSize(600);
    assertThat(lake.written("metrics", "run-b", 3)).isTrue();
    assertThat(lake.writtenBy("run-b")).containsEntry("metrics", second);
    long third = lake.append("metrics", LakeTables.METRICS, metrics(301), "run-c", 0);
    assertThat(third).as("the rewriting is a version").isEqualTo(second + 2);
    lake.runs().commit(run("run-c", Map.of("metrics", third), 3));
    PinnedTable after = lake.pin(TableRef.parse("metrics"));
    assertThat(lake.read(after).inputFiles()).hasSizeLessThan(5);
    assertThat(steps(after)).hasSize(601).endsWith(301L);
    long newest = lake.runs().version();
    assertThat(lake.runs().committed(newest))
        .as("what is remembered is what another process reads")
        .isEqualTo(Lake.open(spark, lake.root()).runs().committed(newest));
    assertThat(steps(lake.pin(TableRef.parse("metrics@" + first)))).hasSize(300);
  }

  @Test
  void builtSetIsThatOfTheNewestRun() {
    Duplicate a = new Duplicate("a", "a", true, 1, "exact");
    Duplicate b = new Duplicate("b", "a", false, 1, "exact");
    long first =
        lake.append(
            "doubles", LakeTables.DUPLICATES, DUPLICATES.dataset(spark, List.of(a)), "one", 0);
    lake.runs().commit(run("one", Map.of("doubles", first), 1));
    long second =
        lake.append(
            "doubles", LakeTables.DUPLICATES, DUPLICATES.dataset(spark, List.of(b)), "two", 0);
    lake.runs().commit(run("two", Map.of("doubles", second), 2));
    assertThat(DUPLICATES.collect(lake.read(TableRef.parse("doubles")))).containsExactly(b);
    assertThat(DUPLICATES.collect(lake.read(TableRef.parse("doubles@" + first))))
        .containsExactly(a);
    assertThatThrownBy(() -> lake.pin(TableRef.parse("doubles@0")))
        .hasMessageContaining("no committed run made version 0 of table doubles")
        .hasMessageContaining("Versions with a whole set: " + first + ", " + second);

    lake.runs().commitAgain(lake.runs().findRun("one").orElseThrow(), START.plusSeconds(600));
    assertThat(DUPLICATES.collect(lake.read(TableRef.parse("doubles")))).containsExactly(a);
  }

  @Test
  void emptyBuiltSetIsASetToo() {
    Duplicate a = new Duplicate("a", "a", true, 1, "exact");
    long first =
        lake.append(
            "duplicates", LakeTables.DUPLICATES, DUPLICATES.dataset(spark, List.of(a)), "one", 0);
    lake.runs().commit(run("one", Map.of("duplicates", first), 1));
    long second =
        lake.append(
            "duplicates", LakeTables.DUPLICATES, DUPLICATES.dataset(spark, List.of()), "two", 0);
    assertThat(second).isGreaterThan(first);
    lake.runs().commit(run("two", Map.of("duplicates", second), 2));
    assertThat(lake.read(TableRef.parse("duplicates")).count()).isZero();
  }

  @Test
  void constraintsAreEnforced() {
    Duplicate bad = new Duplicate("a", "a", true, 1.5, "exact");
    assertThatThrownBy(
            () ->
                lake.append(
                    "duplicates",
                    LakeTables.DUPLICATES,
                    DUPLICATES.dataset(spark, List.of(bad)),
                    "one",
                    0))
        .hasStackTraceContaining("similarity_is_a_share");
    Dataset<Row> missing =
        spark.sql(
            "SELECT CAST(NULL AS STRING) row_id, 'a' cluster_id, true kept,"
                + " CAST(1 AS DOUBLE) similarity, 'exact' method");
    assertThatThrownBy(() -> lake.append("duplicates", LakeTables.DUPLICATES, missing, "two", 0))
        .hasStackTraceContaining("row_id");
    assertThat(lake.written("duplicates", "one", 0)).isFalse();
    assertThat(lake.written("duplicates", "two", 0)).isFalse();
  }

  @Test
  void tableCarriesItsContract() {
    lake.append("metrics", LakeTables.METRICS, metrics(1), "run-a", 0);
    Dataset<Row> table = spark.read().format("delta").load(lake.root() + "/tables/metrics");
    assertThat(table.schema().apply("step").getComment().get())
        .isEqualTo("Step of the run, from 1");
    Row detail =
        io.delta.tables.DeltaTable.forPath(spark, lake.root() + "/tables/metrics").detail().first();
    Map<String, String> properties = detail.getJavaMap(detail.fieldIndex("properties"));
    assertThat(properties)
        .containsEntry("nightshift.schema", "metrics/1")
        .containsEntry("delta.logRetentionDuration", "interval 3650 days")
        .containsEntry("delta.deletedFileRetentionDuration", "interval 3650 days");
    assertThat(detail.<String>getAs("description")).isEqualTo(LakeTables.METRICS.doc());
  }

  @Test
  void everyKindOfTableCanBeMade() {
    for (var schema : LakeTables.ALL) {
      var empty =
          spark.createDataFrame(
              List.<Row>of(), dev.nightshift.runtime.codec.Schemas.toStructWithoutRun(schema));
      lake.append(schema.name(), schema, empty, "run", 0);
      assertThat(lake.kind(schema.name())).isEqualTo(schema);
    }
    assertThat(lake.names()).hasSize(LakeTables.ALL.size());
  }

  @Test
  void wrongTablesAreRefusedByName() {
    assertThatThrownBy(() -> lake.pin(TableRef.parse("table:doc")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the lake has no table 'doc'")
        .hasMessageContaining("It has no tables yet");
    long version = lake.append("metrics", LakeTables.METRICS, metrics(1), "run-a", 0);
    lake.runs().commit(run("run-a", Map.of("metrics", version), 1));
    assertThatThrownBy(() -> lake.pin(TableRef.parse("table:doc")))
        .hasMessageContaining("Its tables are: metrics, runs.");
    assertThatThrownBy(() -> lake.pin(TableRef.parse("table:metrics@9")))
        .hasMessage(
            "table:metrics@9: table metrics has no version 9. Its versions go from 0 to 1.");
    assertThatThrownBy(
            () ->
                lake.append(
                    "metrics",
                    LakeTables.DUPLICATES,
                    DUPLICATES.dataset(spark, List.of()),
                    "run-b",
                    0))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("table metrics holds metrics, the run writes duplicates");
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () ->
                lake.append(
                    "metrics",
                    LakeTables.METRICS,
                    spark.sql("SELECT 1 AS step, 'x' AS name, 3 AS more"),
                    "run",
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rows for metrics: [step is INT and should be BIGINT, no column value, unknown column"
                + " more]");
  }

  @Test
  void contentDigestForgetsUnrelatedRuns() {
    long version = lake.append("metrics", LakeTables.METRICS, metrics(1), "run-a", 0);
    lake.runs().commit(run("run-a", Map.of("metrics", version), 1));
    PinnedTable first = lake.pin(TableRef.parse("metrics"));
    lake.runs().commit(run("run-b", Map.of("documents", 3L), 2));
    PinnedTable second = lake.pin(TableRef.parse("metrics"));
    assertThat(second.runsVersion()).isGreaterThan(first.runsVersion());
    assertThat(lake.contentDigest(second)).isEqualTo(lake.contentDigest(first));
    long more = lake.append("metrics", LakeTables.METRICS, metrics(2), "run-c", 0);
    lake.runs().commit(run("run-c", Map.of("metrics", more), 3));
    assertThat(lake.contentDigest(lake.pin(TableRef.parse("metrics"))))
        .isNotEqualTo(lake.contentDigest(first));
  }

  @Test
  void threadsMakeAndFillOneTableTogether() throws Exception {
    int writers = 4;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      List<Future<Long>> versions =
          IntStream.range(0, writers)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            long version =
                                lake.append(
                                    "metrics", LakeTables.METRICS, metrics(i), "run-" + i, 0);
                            lake.runs().commit(run("run-" + i, Map.of("metrics", version), i));
                            return version;
                          }))
              .toList();
      List<Long> found = new ArrayList<>();
      for (Future<Long> version : versions) {
        found.add(version.get());
      }
      assertThat(found).doesNotHaveDuplicates();
    } finally {
      pool.shutdown();
    }
    assertThat(steps(lake.pin(TableRef.parse("metrics")))).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void twoWritersOfOneRunLeaveOneCopy() throws Exception {
    lake.append("metrics", LakeTables.METRICS, metrics(9), "other", 0);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Long>> versions =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      pool.submit(
                          () ->
                              lake.append("metrics", LakeTables.METRICS, metrics(1, 2), "run", 0)))
              .toList();
      assertThat(versions.get(0).get()).isEqualTo(versions.get(1).get());
      lake.runs().commit(run("run", Map.of("metrics", versions.get(0).get()), 1));
    } finally {
      pool.shutdown();
    }
    assertThat(steps(lake.pin(TableRef.parse("metrics")))).containsExactly(1L, 2L);
  }

  @Test
  void tableOfAnEarlierSchemaStaysReadableAndIsMigratedByTheNextWriter() {
    TableSchema now = LakeTables.CURATED;
    List<Column> earlier =
        now.columns().stream()
            .filter(
                c -> !List.of("language", "tokens", "toxicity", "toxicity_by").contains(c.name()))
            .toList();
    TableSchema then = new TableSchema("curated", 1, now.growth(), now.doc(), earlier, List.of());
    String columns =
        "'r' AS row_id, 'd' AS doc_id, 's' AS source, CAST(NULL AS STRING) AS licence, 't' AS text,"
            + " 1L AS characters, CAST(NULL AS DOUBLE) AS quality, CAST(NULL AS STRING) AS"
            + " scored_by, 'train' AS split, CAST(map() AS MAP<STRING, STRING>) AS meta";
    long old = lake.append("curated", then, spark.sql("SELECT " + columns), "one", 0);
    lake.runs().commit(run("one", Map.of("curated", old), 1));
    Row row = lake.read(TableRef.parse("curated")).first();
    assertThat(row.<String>getAs("text")).isEqualTo("t");
    assertThat(row.<String>getAs("language")).isNull();
    assertThat(row.<Long>getAs("tokens")).isNull();
    long fresh =
        lake.append(
            "curated",
            now,
            spark.sql(
                "SELECT "
                    + columns
                    + ", 'en' AS language, 3L AS tokens, CAST(NULL AS DOUBLE) AS toxicity,"
                    + " CAST(NULL AS STRING) AS toxicity_by"),
            "two",
            0);
    lake.runs().commit(run("two", Map.of("curated", fresh), 2));
    assertThat(lake.read(TableRef.parse("curated")).first().<String>getAs("language"))
        .isEqualTo("en");
    assertThat(lake.read(TableRef.parse("curated@" + old)).first().<String>getAs("language"))
        .isNull();
    // A second writer finds the table migrated: nothing but its rows is added.
    long third =
        lake.append(
            "curated", now, lake.read(TableRef.parse("curated")).drop("run_id"), "three", 0);
    assertThat(third).isEqualTo(fresh + 1);
  }

  /** A column that had to be filled, and a condition on it that knew no empty one. */
  @Test
  void theNextWriterMayLeaveEmptyWhatAnEarlierSchemaDemanded() {
    TableSchema now = LakeTables.ROUNDS;
    List<Column> filled =
        now.columns().stream()
            .map(
                c ->
                    List.of("sampled", "taken_part", "left_out").contains(c.name())
                        ? new Column(c.name(), c.type(), false, c.doc())
                        : c)
            .toList();
    TableSchema then =
        new TableSchema(
            "rounds",
            1,
            now.growth(),
            now.doc(),
            filled,
            List.of(new Constraint("clients_are_counted", "taken_part <= sampled")));
    String select =
        "SELECT 1L AS round, 'fedavg' AS method, 'mean' AS rule, repeat('a', 64) AS state_before,"
            + " repeat('b', 64) AS state_after, %1$s AS sampled, %1$s AS taken_part, 'd' AS"
            + " clients_digest, %2$s AS left_out, CAST(NULL AS DOUBLE) AS epsilon, CAST(NULL AS"
            + " STRING) AS obstacle, CAST(map() AS MAP<STRING, DOUBLE>) AS values";
    lake.append(
        "rounds",
        then,
        spark.sql(select.formatted("3", "CAST(map() AS MAP<STRING, STRING>)")),
        "one",
        0);
    lake.append(
        "rounds",
        now,
        spark.sql(select.formatted("CAST(NULL AS INT)", "CAST(NULL AS MAP<STRING, STRING>)")),
        "two",
        0);
    assertThat(lake.ownRows("rounds", "one").first().<Integer>getAs("sampled")).isEqualTo(3);
    assertThat(lake.ownRows("rounds", "two").first().<Integer>getAs("sampled")).isNull();
  }
}
