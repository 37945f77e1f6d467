package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.report.ReportModel;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Finds models by folder or digest: in {@code models}, else by reading the folder. */
final class ModelIndex {

  private static final int SHORTEST_DIGEST = 8;
  private static final int SHOWN_DIGITS = 8;

  private record Known(String digest, String stage, String path, String runId) {}

  private final List<Known> known = new ArrayList<>();

  ModelIndex(LakeView view) {
    view.table(LakeTables.MODELS)
        .ifPresent(
            rows -> {
              for (Row row :
                  rows.select("model_digest", "stage", "path", "run_id")
                      .orderBy(col("made_at").desc(), col("run_id"))
                      .collectAsList()) {
                known.add(
                    new Known(
                        row.getString(0), row.getString(1), row.getString(2), row.getString(3)));
              }
            });
  }

  /**
   * The models of a selection, named by the selection or by their stage.
   *
   * @throws RequestException if one is unknown
   */
  List<ReportModel> find(Map<String, String> references) {
    List<ReportModel> models = new ArrayList<>();
    references.forEach(
        (name, reference) -> {
          ReportModel found = find(reference);
          String wanted = ReportSelection.isUnnamed(name) ? found.name() : name;
          boolean taken = models.stream().anyMatch(m -> m.name().equals(wanted));
          models.add(
              new ReportModel(
                  taken ? wanted + " " + found.digest().substring(0, SHOWN_DIGITS) : wanted,
                  found.digest(),
                  found.path(),
                  found.runId()));
        });
    return models;
  }

  private ReportModel find(String reference) {
    if (reference.matches("[0-9a-f]{" + SHORTEST_DIGEST + ",64}")) {
      return known.stream()
          .filter(k -> k.digest().startsWith(reference))
          .findFirst()
          .map(k -> new ReportModel(k.stage(), k.digest(), k.path(), k.runId()))
          .orElseThrow(
              () ->
                  new RequestException(
                      "the lake knows no model with digest " + reference, "--models", ""));
    }
    Path folder = Lineage.path(reference);
    if (!Files.isDirectory(folder)) {
      throw new RequestException(
          "there is no model folder '" + reference + "'",
          "--models",
          "Give a folder, or the first digits of a digest.");
    }
    String digest = ModelDigest.of(folder).model();
    return known.stream()
        .filter(k -> k.digest().equals(digest))
        .findFirst()
        .map(k -> new ReportModel(k.stage(), digest, folder.toString(), k.runId()))
        .orElseGet(
            () -> {
              Path name = folder.getFileName();
              return new ReportModel(
                  name == null ? "model" : name.toString(), digest, folder.toString(), "");
            });
  }
}
