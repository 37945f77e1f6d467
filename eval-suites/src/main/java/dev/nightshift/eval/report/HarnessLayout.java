package dev.nightshift.eval.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The scores of one model in the layout of the result files of lm-evaluation-harness 0.4, which
 * other tools read: {@code results}, {@code groups}, {@code group_subtasks}, {@code configs},
 * {@code versions}, {@code n-shot}, {@code higher_is_better}, {@code n-samples}. A score stands
 * under "metric,filter", its error under "metric_stderr,filter", {@code "N/A"} where there is none.
 */
final class HarnessLayout {

  private static final String NOT_AVAILABLE = "N/A";

  private HarnessLayout() {}

  static ObjectNode of(Report report, ReportModel model) {
    List<ResultRow> rows = report.resultsOf(model);
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode results = root.putObject("results");
    ObjectNode groups = JsonNodeFactory.instance.objectNode();
    ObjectNode subtasks = JsonNodeFactory.instance.objectNode();
    ObjectNode configs = JsonNodeFactory.instance.objectNode();
    ObjectNode versions = JsonNodeFactory.instance.objectNode();
    ObjectNode shots = JsonNodeFactory.instance.objectNode();
    ObjectNode directions = JsonNodeFactory.instance.objectNode();
    ObjectNode samples = JsonNodeFactory.instance.objectNode();
    for (ResultRow row : rows) {
      String task = row.task();
      TaskFacts facts = report.facts(task);
      score(results.withObject(pointer(task)), row, facts);
      if (!facts.subtasks().isEmpty()) {
        score(groups.withObject(pointer(task)), row, facts);
      }
      if (!subtasks.has(task)) {
        facts.subtasks().forEach(subtasks.putArray(task)::add);
        config(configs.putObject(task), row);
        versions.put(task, row.version());
        shots.put(task, row.numFewshot());
        samples
            .putObject(task)
            .put("original", facts.items() == 0 ? row.n() : facts.items())
            .put("effective", row.n());
      }
      directions.withObject(pointer(task)).put(row.metric(), row.higherIsBetter());
    }
    if (!groups.isEmpty()) {
      root.set("groups", groups);
    }
    root.set("group_subtasks", subtasks);
    root.set("configs", configs);
    root.set("versions", versions);
    root.set("n-shot", shots);
    root.set("higher_is_better", directions);
    root.set("n-samples", samples);
    root.putObject("config")
        .put("model", "nightshift")
        .put("model_args", "pretrained=" + model.path());
    root.put("date", report.madeAt().toEpochMilli() / 1000.0);
    root.put("model_name", model.path());
    return root;
  }

  private static String pointer(String task) {
    return "/" + task.replace("~", "~0").replace("/", "~1");
  }

  private static void score(ObjectNode node, ResultRow row, TaskFacts facts) {
    node.put("alias", facts.alias());
    node.put(row.scoreName(), row.value());
    String error = row.metric() + "_stderr," + row.filter();
    Double known = row.standardError();
    if (known == null || known.isNaN()) {
      node.put(error, NOT_AVAILABLE);
    } else {
      node.put(error, known);
    }
  }

  private static void config(ObjectNode node, ResultRow row) {
    node.put("task", row.task()).put("num_fewshot", row.numFewshot());
    node.putObject("metadata").put("version", row.version()).put("layout", row.layout());
  }
}
