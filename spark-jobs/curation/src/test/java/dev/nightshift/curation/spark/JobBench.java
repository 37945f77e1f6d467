package dev.nightshift.curation.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;

/** Runs jobs of this module against a lake of its own, on the one session of the tests. */
final class JobBench {

  /** A clock that a second passes on at each look. */
  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public synchronized Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }
  }

  private static final RecordCodec<DocumentRow> DOCUMENTS =
      RecordCodec.of(DocumentRow.class, LakeTables.DOCUMENTS);

  final SparkSession spark;
  final Lake lake;
  private final JobRunner runner;
  private final Clock clock = new Ticking();

  JobBench(Path folder) {
    this(folder, session());
  }

  JobBench(Path folder, SparkSession spark) {
    this.spark = spark;
    lake = Lake.open(spark, folder.resolve("lake").toString());
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    runner = new JobRunner(spark, lake, new ConsoleProgress(nowhere, clock, false), clock, "test");
  }

  static SparkSession session() {
    // Tiny plans cost more to compile than to interpret.
    return SparkSessions.local(
        "local[2]",
        Map.of(
            "spark.sql.shuffle.partitions", "2",
            "spark.log.level", "ERROR",
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
  }

  RunReport run(Job job, Map<String, String> options) {
    return run(job, options, RunRequest.ofSeed(1));
  }

  RunReport run(Job job, Map<String, String> options, RunRequest request) {
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, options, "test", faults);
    faults.throwIfAny();
    return runner.run(job, arguments, request);
  }

  /** Documents of a source, as ingest would store them, committed as a run of their own. */
  void documents(String source, String... texts) {
    String digest = Digest.ofText(source);
    List<DocumentRow> rows = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      rows.add(
          new DocumentRow(
              RowIdentity.rowId(source, digest, i + 1, texts[i]),
              RowIdentity.docId(texts[i]),
              source,
              "file:/" + source,
              digest,
              i + 1,
              "CC0",
              texts[i],
              Map.of(),
              clock.instant()));
    }
    write(
        "documents",
        LakeTables.DOCUMENTS,
        DOCUMENTS.dataset(spark, rows).coalesce(1),
        "documents-of-" + source);
  }

  /** Writes rows and commits them as a run of their own. */
  void write(String table, TableSchema schema, Dataset<Row> rows, String runId) {
    long version = lake.append(table, schema, rows, runId, 0);
    lake.runs()
        .commit(
            new RunRecord(
                "test",
                1,
                "fingerprint of " + runId,
                RunRecord.COMMITTED,
                null,
                null,
                null,
                Map.of(),
                1,
                List.of(),
                Map.of(table, version),
                Map.of(),
                Map.of(),
                Map.of(),
                "test",
                clock.instant(),
                clock.instant(),
                null,
                runId));
  }

  List<Row> rows(String table, String... order) {
    String first = order[0];
    String[] rest = List.of(order).subList(1, order.length).toArray(String[]::new);
    return lake.read(TableRef.parse(table)).orderBy(first, rest).collectAsList();
  }

  /** A file of the shared test data; the test is skipped where it is not there. */
  static Path shared(String path) {
    Path file = Path.of(System.getProperty("nightshift.root", ".."), "../shared/data", path);
    Assumptions.assumeTrue(
        Files.exists(file), () -> "the shared test data are not there: " + file.normalize());
    return file.normalize();
  }
}
