package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.spark.IngestJob;
import dev.nightshift.eval.report.CleanSplit;
import dev.nightshift.eval.report.Report;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContaminationJobTest {

  @TempDir private Path folder;

  @Test
  void aScoreIsSplitByWhatTheTrainingDataHolds() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    Path model = TinyModel.write(folder.resolve("model"), 3);
    Path tasks = Files.createDirectories(folder.resolve("tasks"));
    Files.writeString(
        tasks.resolve("sums.yaml"),
        "group: sums\ntask: [arithmetic]\naggregate_metric_list: [{metric: exact_match}]\n");
    bench.run(
        new EvaluateJob(),
        "model",
        model.toString(),
        "tasks",
        "sums",
        "task-folder",
        tasks.toString(),
        "limit",
        "20");
    List<Row> samples =
        bench
            .lake()
            .read(TableRef.parse("samples"))
            .select("sample_id", "prompt", "target")
            .orderBy("sample_id")
            .collectAsList();
    assertThat(samples).hasSize(20);
    List<String> lines = new ArrayList<>(List.of("{\"text\": \"Nothing to see in this text.\"}"));
    ObjectMapper json = new ObjectMapper();
    // Items of fewer words than the job looks for are told as too short.
    List<Row> held =
        samples.stream()
            .filter(row -> row.getString(1).split("\\s+").length > 12)
            .limit(6)
            .toList();
    assertThat(held).hasSize(6);
    for (Row sample : held) {
      String text = "Homework! " + sample.getString(1) + " " + sample.getString(2);
      lines.add(json.writeValueAsString(Map.of("text", text)));
    }
    Path texts = Files.write(folder.resolve("texts.jsonl"), lines);
    bench.run(new IngestJob(), "input", texts.toString());

    RunReport found =
        bench.run(
            new ContaminationJob(),
            "tasks",
            "arithmetic",
            "against",
            "table:documents",
            "min-share",
            "0.8");

    assertThat(found.outcome().counts())
        .containsEntry("arithmetic/items", 500L)
        .containsEntry("arithmetic/contaminated", 6L);
    List<Row> rows =
        bench
            .lake()
            .read(TableRef.parse("item_contaminations"))
            .where("contaminated")
            .select("sample_id", "share", "row_count", "against", "passage")
            .orderBy("sample_id")
            .collectAsList();
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsExactlyElementsOf(held.stream().map(row -> row.getString(0)).toList());
    assertThat(rows.get(0).getDouble(1)).isEqualTo(1);
    assertThat(rows.get(0).getLong(2)).isEqualTo(1);
    assertThat(rows.get(0).getString(3)).startsWith("documents@");

    Report report =
        NightReport.build(bench.lake(), ReportSelection.ofModels("t", List.of("m=" + model)));
    CleanSplit split = report.results().get(0).split();
    assertThat(split).isNotNull();
    assertThat(split.clean().n()).isEqualTo(14);
    assertThat(split.contaminated().n()).isEqualTo(6);
    double together = split.clean().mean() * 14 + split.contaminated().mean() * 6;
    assertThat(together / 20)
        .isCloseTo(report.results().get(0).value(), org.assertj.core.api.Assertions.within(1e-9));
    assertThat(report.results())
        .filteredOn(row -> row.task().equals("sums"))
        .isNotEmpty()
        .allMatch(row -> row.split() != null && row.split().clean().n() == 14);
  }

  @Test
  void wrongRequestsAreToldAtOnce() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    Path model = TinyModel.write(folder.resolve("model"), 3);
    assertThatThrownBy(
            () ->
                bench.run(
                    new ContaminationJob(), "tasks", "arithmetic", "ngram", "1", "min-share", "2"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("either --against or --model is needed")
        .hasMessageContaining("option 'ngram'")
        .hasMessageContaining("the share is 2.0");
    assertThatThrownBy(
            () ->
                bench.run(new ContaminationJob(), "tasks", "arithmetic", "model", model.toString()))
        .hasMessageContaining("the lake knows no table that the model was trained on");
  }
}
