package dev.nightshift.pipelines.schedule;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.table.LakeTables;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The table {@code nights}: its rows are the outcomes, each committed once. */
public final class NightLog {

  private static final String TABLE = LakeTables.NIGHTS.name();
  private static final RecordCodec<NightRow> CODEC =
      RecordCodec.of(NightRow.class, LakeTables.NIGHTS);

  private final Lake lake;

  public NightLog(Lake lake) {
    this.lake = lake;
  }

  /** The committed outcome of a night, if there is one. */
  public Optional<NightRow> find(String nightId) {
    return lake.exists(TABLE)
        ? CODEC.collect(rows().where(functions.col("night_id").equalTo(nightId))).stream()
            .findFirst()
        : Optional.empty();
  }

  /** All nights, the latest fire time first. */
  public List<NightRow> all() {
    return lake.exists(TABLE)
        ? CODEC.collect(rows()).stream()
            .sorted(
                Comparator.comparing(NightRow::fireTime)
                    .thenComparing(NightRow::nightId)
                    .reversed())
            .toList()
        : List.of();
  }

  /** Commits an outcome; a second one of the same night adds nothing. */
  public void commit(NightRow row) {
    Dataset<Row> rows = CODEC.dataset(lake.spark(), List.of(row)).coalesce(1);
    lake.append(TABLE, LakeTables.NIGHTS, rows, row.nightId(), 0);
    lake.compact(List.of(TABLE));
  }

  private Dataset<Row> rows() {
    return lake.read(TableRef.parse(TABLE));
  }
}
