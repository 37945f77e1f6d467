package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.quality.QualityManifest;
import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.table.LakeTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a trained quality model leaves in the lake: its curves, its scores and its name. */
final class QualityTables {

  private static final RecordCodec<MetricRow> METRICS =
      RecordCodec.of(MetricRow.class, LakeTables.METRICS);
  private static final RecordCodec<ModelRow> MODELS =
      RecordCodec.of(ModelRow.class, LakeTables.MODELS);

  private QualityTables() {}

  record MetricRow(long step, String name, double value) {}

  record ModelRow(
      String modelDigest,
      String weightsDigest,
      @Nullable String parentDigest,
      String stage,
      @Nullable String alias,
      String path,
      Instant madeAt) {}

  static void append(
      JobContext context, String folder, QualityModel model, QualityManifest manifest) {
    List<MetricRow> metrics = new ArrayList<>();
    long last = 1;
    for (Map.Entry<String, List<Double>> curve : new TreeMap<>(manifest.curves()).entrySet()) {
      for (int i = 0; i < curve.getValue().size(); i++) {
        metrics.add(new MetricRow(i + 1L, curve.getKey(), curve.getValue().get(i)));
        last = Math.max(last, i + 1L);
      }
    }
    for (Map.Entry<String, Double> value : manifest.values().entrySet()) {
      metrics.add(new MetricRow(last, value.getKey(), value.getValue()));
    }
    context.append(
        LakeTables.METRICS.name(),
        LakeTables.METRICS,
        METRICS.dataset(context.spark(), metrics),
        0);
    ModelRow row =
        new ModelRow(
            model.digest(),
            model.weightsDigest(),
            null,
            "quality",
            null,
            folder,
            context.clock().instant());
    context.append(
        LakeTables.MODELS.name(),
        LakeTables.MODELS,
        MODELS.dataset(context.spark(), List.of(row)),
        0);
  }
}
