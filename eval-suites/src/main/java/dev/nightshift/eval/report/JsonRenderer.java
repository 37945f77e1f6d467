package dev.nightshift.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report as JSON, with all digits. Keys are snake case, as in the lake. */
final class JsonRenderer {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonRenderer() {}

  static String render(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("title", report.title());
    root.put("made_at", report.madeAt().toString());
    root.put("lake", report.lake());
    ArrayNode models = root.putArray("models");
    for (ReportModel model : report.models()) {
      models
          .addObject()
          .put("name", model.name())
          .put("model_digest", model.digest())
          .put("path", model.path())
          .put("run_id", model.runId());
    }
    ArrayNode results = root.putArray("results");
    report.results().forEach(row -> result(results.addObject(), row));
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
    for (LineageRun run : report.lineage()) {
      ObjectNode node =
          lineage
              .addObject()
              .put("run_id", run.runId())
              .put("job", run.job())
              .put("seed", run.seed())
              .put("started_at", run.startedAt().toString())
              .put("seconds", run.seconds());
      texts(node.putArray("inputs"), run.inputs());
      texts(node.putArray("outputs"), run.outputs());
    }
    texts(root.putArray("next"), report.next());
    try {
      return JSON.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
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
          .put("p", comparison.p())
          .put("detectable", comparison.detectable())
          .put("verdict", comparison.verdict().label());
    }
  }

  private static @Nullable Double finite(@Nullable Double value) {
    return value == null || value.isNaN() ? null : value;
  }

  private static void texts(ArrayNode into, List<String> texts) {
    texts.forEach(into::add);
  }
}
