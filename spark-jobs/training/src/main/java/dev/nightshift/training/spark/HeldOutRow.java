package dev.nightshift.training.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.trainer.Evaluation.Example;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A row of {@code held_out}. */
record HeldOutRow(long step, int example, String prompt, Map<String, Double> values) {

  private static final RecordCodec<HeldOutRow> CODEC =
      RecordCodec.of(HeldOutRow.class, LakeTables.HELD_OUT);

  /** The rows of examples that were measured behind a step. */
  static Dataset<Row> dataset(SparkSession spark, long step, List<Example> examples) {
    return CODEC.dataset(
        spark,
        examples.stream()
            .map(each -> new HeldOutRow(step, each.example(), each.prompt(), each.values()))
            .toList());
  }
}
