package dev.nightshift.cluster.gpu;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRegistry;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which operators of our queries the RAPIDS Accelerator would move to a GPU, asked on a machine
 * without one. docs/gpu-plan.md holds what came out.
 */
@Tag("gpu-plan")
class GpuPlanTest {

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static Lake lake;
  private static CapturedPlans captured;
  private static final Map<String, List<Dataset<Row>>> QUERIES = new TreeMap<>();

  @BeforeAll
  static void runJobs() throws Exception {
    spark = SparkSessions.local("local[2]", Map.of("spark.sql.shuffle.partitions", "2"));
    lake = Lake.open(spark, folder.resolve("lake").toString());
    captured = new CapturedPlans(spark);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      // Every third text stands twice.
      lines.append("{\"text\": \"Text number ").append(i - i % 3 / 2).append(" of this file.\"}\n");
    }
    lines.append("no JSON\n");
    Path file = Files.writeString(folder.resolve("notes.jsonl"), lines);
    run("ingest", Map.of("input", file.toString(), "table", "documents"));
    run("curate", Map.of("input", "table:documents", "filters", "none"));
    QUERIES.put(
        "report",
        List.of(
            lake.read(TableRef.parse("rejects"))
                .groupBy("stage", "reason")
                .count()
                .orderBy(col("count").desc(), col("stage"))));
  }

  private static void run(String name, Map<String, String> options) throws Exception {
    Job job = JobRegistry.load().find(name, "");
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, options, "test", faults);
    faults.throwIfAny();
    captured.take();
    new JobRunner(
            spark,
            lake,
            new ConsoleProgress(System.out, Clock.systemUTC(), false),
            Clock.systemUTC(),
            "test")
        .run(job, arguments, RunRequest.ofSeed(0));
    QUERIES.put(name, captured.take());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> parquet() {
    return spark.read().parquet(folder.resolve("lake/tables/documents").toString());
  }

  @Test
  void scansOfParquetJoinsAndAggregatesRunOnTheGpu() throws Exception {
    Dataset<Row> rows = parquet();
    Dataset<Row> query =
        rows.join(rows.select(col("doc_id").as("other")), col("doc_id").equalTo(col("other")))
            .where(col("row_id").isNotNull())
            .groupBy("doc_id")
            .count()
            .orderBy("count");

    GpuPlan plan = GpuPlan.of(query);

    assertThat(plan.operators(true))
        .as(plan.text())
        .contains("FileSourceScanExec", "FilterExec", "HashAggregateExec", "SortExec")
        .containsAnyOf("BroadcastHashJoinExec", "SortMergeJoinExec", "ShuffledHashJoinExec");
    assertThat(plan.operators(false)).as(plan.text()).isEmpty();
  }

  @Test
  void sha2AndFunctionsOfOursStayOnTheProcessor() throws Exception {
    UDF1<String, Integer> length = String::length;
    Dataset<Row> hashed = parquet().select(sha2(col("doc_id"), 256).as("hash"));
    Dataset<Row> measured =
        parquet().select(udf(length, DataTypes.IntegerType).apply(col("doc_id")).as("length"));

    assertThat(GpuPlan.of(hashed).names(false)).contains("Sha2", "ProjectExec");
    assertThat(GpuPlan.of(measured).names(false)).contains("ScalaUDF", "ProjectExec");
  }

  @Test
  void scansOfDeltaTablesStayOnTheProcessor() throws Exception {
    GpuPlan plan = GpuPlan.of(lake.read(TableRef.parse("documents")).select("doc_id"));

    assertThat(plan.operators(false)).as(plan.text()).contains("FileSourceScanExec");
  }

  @Test
  void tellsWhatOfOurJobsWouldMove() throws Exception {
    StringBuilder table = new StringBuilder("| query | operator | GPU | processor | why |\n");
    table.append("|---|---|---:|---:|---|\n");
    for (Map.Entry<String, List<Dataset<Row>>> queries : QUERIES.entrySet()) {
      assertThat(queries.getValue()).as(queries.getKey()).isNotEmpty();
      Map<String, long[]> counts = new TreeMap<>();
      Map<String, String> reasons = new TreeMap<>();
      for (Dataset<Row> query : queries.getValue()) {
        for (GpuPlan.Node node : GpuPlan.of(query).nodes()) {
          if (node.kind().equals("Exec")) {
            counts.computeIfAbsent(node.name(), name -> new long[2])[node.onGpu() ? 0 : 1]++;
            if (!node.onGpu()) {
              reasons.putIfAbsent(node.name(), node.reason());
            }
          }
        }
      }
      assertThat(counts).as(queries.getKey()).isNotEmpty();
      counts.forEach(
          (operator, n) ->
              table
                  .append("| ")
                  .append(queries.getKey())
                  .append(" | ")
                  .append(operator)
                  .append(" | ")
                  .append(n[0])
                  .append(" | ")
                  .append(n[1])
                  .append(" | ")
                  .append(reasons.getOrDefault(operator, "").replace('|', '/'))
                  .append(" |\n"));
    }
    Files.writeString(
        Path.of(System.getProperty("nightshift.root"), "cluster-config/target/gpu-plan.md"), table);
    // The text work of ingest and curate is Java over an RDD; what follows it is SQL.
    assertThat(table)
        .contains("| ingest | RDDScanExec | 0 |", "| curate | RDDScanExec | 0 |")
        .contains("| curate | WindowExec |", "| report | HashAggregateExec | 2 | 0 |");
  }
}
