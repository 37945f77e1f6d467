package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.eval.report.Verdict;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJobTest {

  @TempDir private Path folder;

  private TestLake bench;

  @BeforeEach
  void open() {
    open("lake");
  }

  private void open(String name) {
    bench = new TestLake(folder.resolve(name));
  }

  private RunReport evaluate(Path model, String tasks, String... more) {
    String[] options = new String[more.length + 4];
    System.arraycopy(more, 0, options, 0, more.length);
    options[more.length] = "model";
    options[more.length + 1] = model.toString();
    options[more.length + 2] = "tasks";
    options[more.length + 3] = tasks;
    return bench.run(new EvaluateJob(), options);
  }

  private Map<String, String> outputs(String runId) {
    Map<String, String> outputs = new TreeMap<>();
    bench
        .lake()
        .read(TableRef.parse("samples"))
        .where("run_id = '" + runId + "'")
        .select("task", "sample_id", "output")
        .collectAsList()
        .forEach(r -> outputs.put(r.getString(0) + "/" + r.getString(1), r.getString(2)));
    return outputs;
  }

  @Test
  void answersAndScoresDependOnNeitherPartitionsNorBatches() throws Exception {
    Path model = TinyModel.write(folder.resolve("model"), 3);
    Map<String, String> first = Map.of();
    Map<String, Double> values = Map.of();
    int[][] ways = {{1, 32}, {2, 5}, {7, 1}};
    for (int[] way : ways) {
      // A lake of its own each, so that no result is reused.
      open("lake" + way[0]);
      RunReport report =
          evaluate(
              model,
              "arithmetic,algebra",
              "limit",
              "20",
              "partitions",
              Integer.toString(way[0]),
              "batch-size",
              Integer.toString(way[1]));
      Map<String, String> outputs = outputs(report.runId());
      assertThat(outputs).hasSize(40);
      if (way[0] == 1) {
        first = outputs;
        values = report.outcome().values();
        assertThat(first.values().stream().distinct().count()).isGreaterThan(10);
      }
      assertThat(outputs).isEqualTo(first);
      assertThat(report.outcome().values()).isEqualTo(values);
      assertThat(values)
          .containsKeys(
              "arithmetic/exact_match",
              "arithmetic/exact_match,flexible-extract",
              "algebra/exact_match");
    }
  }

  @Test
  void aResultIsReusedForTheSameModelTaskAndSettings() throws Exception {
    Path model = TinyModel.write(folder.resolve("model"), 3);
    RunReport first = evaluate(model, "arithmetic", "limit", "8");
    assertThat(first.outcome().counts())
        .containsEntry("reused-tasks", 0L)
        .containsEntry("arithmetic/n", 8L);
    assertThat(evaluate(model, "arithmetic", "limit", "8", "batch-size", "3").status())
        .isEqualTo(RunReport.Status.UNCHANGED);
    // The same model in another folder is another request with the same answer.
    Path copy = TinyModel.write(folder.resolve("copy"), 3);
    RunReport again = evaluate(copy, "arithmetic", "limit", "8");
    assertThat(again.outcome().counts()).containsEntry("reused-tasks", 1L);
    assertThat(again.outcome().values()).isEqualTo(first.outcome().values());
    assertThat(outputs(again.runId())).isEmpty();
    assertThat(again.outputs()).containsOnlyKeys("results");
    // Another limit is another setting.
    assertThat(evaluate(copy, "arithmetic", "limit", "9").outcome().counts())
        .containsEntry("reused-tasks", 0L);
  }

  @Test
  void aReportComparesModelsAndLeadsBackToRuns() throws Exception {
    Path before = TinyModel.write(folder.resolve("before"), 3);
    Path after = TinyModel.write(folder.resolve("after"), 4);
    RunReport first = evaluate(before, "arithmetic", "limit", "20");
    RunReport second = evaluate(after, "arithmetic", "limit", "20");
    RunReport made =
        bench.run(
            new ReportJob(),
            "models",
            "untrained=" + before + ",trained=" + after,
            "output",
            folder.resolve("report").toString());
    assertThat(made.outcome().counts()).containsEntry("models", 2L).containsEntry("results", 4L);
    Path report = Path.of(made.outcome().artifacts().get("report"));
    assertThat(Files.readString(report.resolve("report.md")))
        .contains(
            "| untrained |", "| trained ", "no difference shown", first.runId(), second.runId());
    for (ReportFormat format : ReportFormat.values()) {
      assertThat(report.resolve("report." + format.extension())).isNotEmptyFile();
    }
    ReportSelection selection =
        ReportSelection.ofModels("title", List.of("a=" + before, "b=" + after));
    Report built = NightReport.build(bench.lake(), selection);
    assertThat(built.results()).hasSize(4);
    assertThat(built.results().get(0).comparison()).isNull();
    assertThat(built.results().get(1).comparison()).isNotNull();
    assertThat(built.results())
        .filteredOn(row -> row.comparison() != null)
        .allMatch(row -> row.comparison().verdict() == Verdict.NO_DIFFERENCE_SHOWN);
    assertThat(built.lineage())
        .extracting(run -> run.runId())
        .contains(first.runId(), second.runId());
    assertThat(NightReport.build(bench.lake(), selection)).isEqualTo(built);
    assertThat(
            ReportSelection.latest(bench.lake().runs().committed(bench.lake().runs().version()))
                .models()
                .values())
        .containsExactly(after.toString());
  }

  @Test
  void wrongRequestsAreToldAtOnce() throws Exception {
    Path model = TinyModel.write(folder.resolve("model"), 3);
    assertThatThrownBy(
            () ->
                bench.run(
                    new EvaluateJob(),
                    "model",
                    model.toString(),
                    "tasks",
                    "arithmetic",
                    "batch-size",
                    "none",
                    "limit",
                    "-1"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("option 'batch-size' is 'none'")
        .hasMessageContaining("option 'limit' is '-1'");
    assertThatThrownBy(
            () ->
                bench.run(
                    new EvaluateJob(), "model", model.toString(), "tasks", "gsm8k,arithmetics"))
        .hasMessageContaining("there is no task 'arithmetics'.");
    assertThatThrownBy(
            () -> bench.run(new EvaluateJob(), "model", model.toString(), "tasks", "gsm8k"))
        .hasMessageContaining("task gsm8k needs data");
  }

  @Test
  void theJobsAreRegistered() {
    assertThat(ServiceLoader.load(Job.class).stream().map(p -> p.get().name()))
        .contains("evaluate", "report");
  }
}
