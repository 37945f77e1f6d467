package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import dev.nightshift.curation.decontaminate.BenchmarkIndex;
import dev.nightshift.curation.spark.decontaminate.ItemSearch;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.table.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The tables that a model was trained on, searched for the items of a task. */
final class TrainingText {

  private static final Set<String> TEXTS = Set.of("documents", "curated", "prompts", "preferences");

  private final Lake lake;
  private final List<PinnedTable> tables;
  private final long maxTexts;

  TrainingText(Lake lake, List<PinnedTable> tables, long maxTexts) {
    this.lake = lake;
    this.tables = List.copyOf(tables);
    this.maxTexts = maxTexts;
  }

  /** Whether a kind of table holds texts that can be searched. */
  static boolean isText(TableSchema kind) {
    return TEXTS.contains(kind.name());
  }

  /** The tables with their versions. */
  String names() {
    return tables.stream().map(t -> t.name() + "@" + t.version()).collect(Collectors.joining(", "));
  }

  private record Found(double share, long rows, String passage) {
    Found and(Found other) {
      return new Found(
          Math.max(share, other.share),
          rows + other.rows,
          share >= other.share ? passage : other.passage);
    }
  }

  /** One row for each item, in their order. */
  List<ItemContamination> search(
      BenchmarkIndex index, String task, String taskDigest, @Nullable String model) {
    Map<String, Found> found = new HashMap<>();
    for (PinnedTable table : tables) {
      TableSchema kind = lake.kind(table.name());
      Dataset<Row> rows = lake.read(table).drop(TableSchema.RUN_ID);
      List<String> columns = ItemSearch.columns(kind, table.name());
      try (ItemSearch search = ItemSearch.in(rows, columns, index, maxTexts)) {
        for (Row row :
            search
                .overlaps()
                .groupBy("item")
                .agg(
                    max("share"),
                    countDistinct("row_id"),
                    min(struct(lit(1).minus(col("share")), col("row_id"), col("passage"))))
                .collectAsList()) {
          found.merge(
              row.getString(0),
              new Found(row.getDouble(1), row.getLong(2), row.getStruct(3).getString(2)),
              Found::and);
        }
      }
    }
    List<ItemContamination> result = new ArrayList<>();
    for (int i = 0; i < index.items().size(); i++) {
      String id = index.items().get(i).id();
      Found hit = found.get(id);
      result.add(
          new ItemContamination(
              task,
              taskDigest,
              id,
              model,
              names(),
              index.searches(i),
              hit != null,
              hit == null ? 0 : hit.share(),
              hit == null ? 0 : hit.rows(),
              hit == null ? null : hit.passage()));
    }
    return result;
  }
}
