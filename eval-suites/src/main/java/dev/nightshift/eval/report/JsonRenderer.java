package dev.nightshift.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.eval.sequence.SequenceEstimate;
import dev.nightshift.eval.stats.ChoiceCalibration;
import dev.nightshift.eval.stats.Estimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as JSON, with all digits: the last model's scores in {@link HarnessLayout}, and under
 * {@code nightshift} what that layout has no place for: all models with their comparisons, curves
 * and lineage. Keys there are snake case, as in the lake.
 */
final class JsonRenderer {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonRenderer() {}

  static String render(Report report) {
    List<ReportModel> all = report.models();
    ObjectNode whole =
        all.isEmpty() ? JSON.createObjectNode() : HarnessLayout.of(report, all.get(all.size() - 1));
    ObjectNode root = whole.putObject("nightshift");
    root.put("title", report.title());
    root.put("made_at", report.madeAt().toString());
    root.put("lake", report.lake());
    ArrayNode models = root.putArray("models");
    for (ReportModel model : all) {
      models
          .addObject()
          .put("name", model.name())
          .put("model_digest", model.digest())
          .put("path", model.path())
          .put("run_id", model.runId());
    }
    ObjectNode byModel = root.putObject("by_model");
    all.forEach(model -> byModel.set(model.name(), HarnessLayout.of(report, model)));
    ArrayNode results = root.putArray("results");
    report.results().forEach(row -> result(results.addObject(), row));
    calibrations(report.calibrations(), root.putArray("calibration"));
    sequence(report.sequence(), root);
    ArrayNode shares = root.putArray("shares");
    for (MeasuredShare share : report.shares()) {
      shares
          .addObject()
          .put("name", share.name())
          .put("run_id", share.runId())
          .put("value", share.value())
          .put("ci_low", share.interval().low())
          .put("ci_high", share.interval().high())
          .put("n", share.n());
    }
    ArrayNode funnel = root.putArray("funnel");
    for (FunnelStep step : report.funnel()) {
      funnel
          .addObject()
          .put("name", step.name())
          .put("run_id", step.runId())
          .put("in", step.in())
          .put("kept", step.kept());
    }
    ArrayNode rejects = root.putArray("rejects");
    for (RejectCount reject : report.rejects()) {
      rejects
          .addObject()
          .put("stage", reject.stage())
          .put("reason", reject.reason())
          .put("rows", reject.rows());
    }
    ArrayNode curves = root.putArray("curves");
    for (Curve curve : report.curves()) {
      ObjectNode node = curves.addObject().put("name", curve.name()).put("run", curve.run());
      ArrayNode points = node.putArray("points");
      curve.points().forEach(p -> points.addArray().add(p.step()).add(p.value()));
    }
    ArrayNode lineage = root.putArray("lineage");
    report.lineage().forEach(run -> lineage(lineage.addObject(), run));
    texts(root.putArray("next"), report.next());
    try {
      return JSON.writeValueAsString(whole).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  /** A run that numbers rest on. */
  static void lineage(ObjectNode node, LineageRun run) {
    node.put("run_id", run.runId())
        .put("job", run.job())
        .put("seed", run.seed())
        .put("started_at", run.startedAt().toString())
        .put("seconds", run.seconds());
    texts(node.putArray("inputs"), run.inputs());
    texts(node.putArray("outputs"), run.outputs());
  }

  private static void result(ObjectNode node, ResultRow row) {
    node.put("model", row.model())
        .put("task", row.task())
        .put("version", row.version())
        .put("layout", row.layout())
        .put("num_fewshot", row.numFewshot())
        .put("filter", row.filter())
        .put("metric", row.metric())
        .put("higher_is_better", row.higherIsBetter())
        .put("value", row.value())
        .put("stderr", finite(row.standardError()))
        .put("ci_low", row.interval() == null ? null : row.interval().low())
        .put("ci_high", row.interval() == null ? null : row.interval().high())
        .put("n", row.n());
    Comparison comparison = row.comparison();
    if (comparison != null) {
      node.putObject("comparison")
          .put("baseline", comparison.baseline())
          .put("delta", comparison.delta())
          .put("test", comparison.test().label())
          .put("p", comparison.p())
          .put("detectable", comparison.detectable())
          .put("verdict", comparison.verdict().label());
    }
    CleanSplit split = row.split();
    if (split != null) {
      ObjectNode parts = node.putObject("contamination").put("searched", split.against());
      part(parts, "clean", split.clean());
      part(parts, "contaminated", split.contaminated());
    }
    texts(node.putArray("notes"), row.notes());
  }

  private static void part(ObjectNode into, String name, @Nullable Estimate part) {
    if (part != null) {
      into.putObject(name)
          .put("value", part.mean())
          .put("stderr", finite(part.standardError()))
          .put("n", part.n());
    }
  }

  private static void calibrations(List<CalibrationRow> rows, ArrayNode into) {
    for (CalibrationRow row : rows) {
      ChoiceCalibration found = row.calibration();
      into.addObject()
          .put("model", row.model())
          .put("task", row.task())
          .put("ece", found.calibrationError())
          .put("brier", found.brier().mean())
          .put("brier_stderr", finite(found.brier().standardError()))
          .put("confidence", found.confidence().mean())
          .put("accuracy", found.accuracy().mean())
          .put("auc", finite(found.discrimination()))
          .put("n", found.accuracy().n());
    }
  }

  private static void sequence(@Nullable SequenceTable sequence, ObjectNode root) {
    if (sequence == null) {
      return;
    }
    ObjectNode node = root.putObject("sequence").put("score", sequence.score());
    texts(node.putArray("models"), sequence.models());
    texts(node.putArray("tasks"), sequence.matrix().tasks());
    ArrayNode matrix = node.putArray("matrix");
    sequence.matrix().scores().forEach(row -> row.forEach(matrix.addArray()::add));
    List<Double> before = sequence.matrix().before();
    if (before != null) {
      before.forEach(node.putArray("before")::add);
    }
    for (SequenceEstimate estimate : sequence.estimates()) {
      node.withObject("/measures")
          .putObject(estimate.measure().label())
          .put("value", estimate.value())
          .put("stderr", finite(estimate.standardError()))
          .put("n", estimate.n());
    }
  }

  private static @Nullable Double finite(@Nullable Double value) {
    return value == null || value.isNaN() ? null : value;
  }

  private static void texts(ArrayNode into, List<String> texts) {
    texts.forEach(into::add);
  }
}
