package dev.nightshift.training.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.trainer.Evaluation.Example;
import java.util.List;
import java.util.Map;

/** A row of {@code held_out}. */
public record HeldOutRow(long step, int example, String prompt, Map<String, Double> values) {

  private static final RecordCodec<HeldOutRow> CODEC =
      RecordCodec.of(HeldOutRow.class, LakeTables.HELD_OUT);

  /** Writes what was measured of examples at the end of a segment, once; nothing for none. */
  public static void commit(JobContext context, Segment segment, List<Example> examples) {
    String table = LakeTables.HELD_OUT.name();
    if (examples.isEmpty() || context.written(table, segment.number())) {
      return;
    }
    List<HeldOutRow> rows =
        examples.stream()
            .map(each -> new HeldOutRow(segment.to(), each.example(), each.prompt(), each.values()))
            .toList();
    context.append(
        table, LakeTables.HELD_OUT, CODEC.dataset(context.spark(), rows), segment.number());
  }
}
