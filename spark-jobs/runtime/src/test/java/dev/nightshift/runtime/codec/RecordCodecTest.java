package dev.nightshift.runtime.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.TestSpark;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.table.LakeTables;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.123456Z");

  private final SparkSession spark = TestSpark.session();

  private static RunRecord run() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String name : List.of("zulu", "alpha", "mike", "bravo", "yankee", "charlie")) {
      counts.put(name, (long) counts.size());
    }
    return new RunRecord(
        "job",
        2,
        "print",
        RunRecord.COMMITTED,
        null,
        "step",
        null,
        Map.of("a", "b"),
        -5,
        List.of(
            new RunRecord.RunInput("in", "table:x", 3L, 4L, "d"),
            new RunRecord.RunInput("more", "/x", null, null, "e")),
        Map.of("t", 9L),
        Map.of(),
        counts,
        Map.of("loss", 0.1),
        "v",
        TIME,
        TIME.plusNanos(999),
        null,
        "run");
  }

  @Test
  void recordComesBackAsItWas() {
    RecordCodec<RunRecord> codec = RecordCodec.of(RunRecord.class, LakeTables.RUNS);
    RunRecord run = run();
    RunRecord back = codec.collect(codec.dataset(spark, List.of(run))).get(0);
    assertThat(back.counts().keySet()).containsExactlyElementsOf(run.counts().keySet());
    // What is finer than a microsecond is cut off.
    assertThat(back.finishedAt()).isEqualTo(TIME);
    assertThat(back).usingRecursiveComparison().ignoringFields("finishedAt").isEqualTo(run);
    assertThat(codec.struct()).isEqualTo(Schemas.toStruct(LakeTables.RUNS));
  }

  @Test
  void codecWorksInTasks() {
    RecordCodec<RunRecord> codec = RecordCodec.of(RunRecord.class, LakeTables.RUNS);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<Row> rows =
        context.parallelize(List.of(1, 2, 3), 2).map(i -> codec.toRow(run())).collect();
    assertThat(spark.createDataFrame(context.parallelize(rows), codec.struct()).count())
        .isEqualTo(3);
    assertThat(codec.collect(spark.createDataFrame(context.parallelize(rows, 2), codec.struct())))
        .hasSize(3);
  }

  record Reject(
      String rejectId,
      String stage,
      String file,
      @Nullable Long line,
      @Nullable String rowId,
      String reason,
      String detail,
      @Nullable Double value,
      byte[] raw) {}

  @Test
  void runIsLeftOutWhereTheRecordHasNone() {
    RecordCodec<Reject> codec = RecordCodec.of(Reject.class, LakeTables.REJECTS);
    assertThat(codec.struct().fieldNames()).doesNotContain("run_id");
    byte[] raw = {(byte) 0xff, 0, 10};
    Reject back =
        codec.fromRow(
            codec
                .dataset(
                    spark, List.of(new Reject("id", "s", "f", null, null, "r", "d", null, raw)))
                .first());
    assertThat(back.raw()).isEqualTo(raw);
    assertThat(back.line()).isNull();
    assertThatThrownBy(
            () -> codec.toRow(new Reject(null, "s", "f", null, null, "r", "d", null, raw)))
        .hasMessageContaining("column reject_id may not be empty");
  }

  record Misnamed(long step, String title, double value) {}

  record Mistyped(int step, String name, double value) {}

  record PrimitiveForNullable(
      String rejectId,
      String stage,
      String file,
      long line,
      String rowId,
      String reason,
      String detail,
      Double value,
      byte[] raw) {}

  @Test
  void recordThatDoesNotFitIsRefusedAtOnce() {
    assertThatThrownBy(() -> RecordCodec.of(Misnamed.class, LakeTables.METRICS))
        .hasMessageContaining("does not fit table metrics")
        .hasMessageContaining("[step, title, value]")
        .hasMessageContaining("[step, name, value]");
    assertThatThrownBy(() -> RecordCodec.of(Mistyped.class, LakeTables.METRICS))
        .hasMessageContaining("component step of")
        .hasMessageContaining("is a int, which does not fit LONG");
    assertThatThrownBy(() -> RecordCodec.of(PrimitiveForNullable.class, LakeTables.REJECTS))
        .hasMessageContaining("is primitive, but column line may be empty");
  }
}
