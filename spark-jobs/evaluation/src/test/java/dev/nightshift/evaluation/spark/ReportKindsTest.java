package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.report.CalibrationRow;
import dev.nightshift.eval.report.Comparison;
import dev.nightshift.eval.report.PairedTest;
import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.eval.report.ResultRow;
import dev.nightshift.eval.report.SampleSheet;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports over tasks of all kinds: choices, groups of them, and perplexities of texts. */
class ReportKindsTest {

  @TempDir private Path folder;

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve("tasks").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String choiceTask(String name) {
    return """
        task: %s
        output_type: multiple_choice
        test_split: test
        doc_to_text: "Question: {{question}}\\nAnswer:"
        doc_to_choice: choices
        doc_to_target: answer
        metric_list:
          - metric: acc
            aggregation: mean
            higher_is_better: true
        metadata: {version: 1}
        nightshift:
          fixtures_only: true
          layouts:
            - name: own
              files: {test: %s.jsonl}
        """
        .formatted(name, name);
  }

  private void choices(String name, int count) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(
          "{\"question\": \"%s %d\", \"choices\": [\"red\", \"green %d\", \"blue\"], \"answer\": %d}"
              .formatted(name, i, i, i % 3));
    }
    Files.write(Files.createDirectories(folder.resolve("data")).resolve(name + ".jsonl"), lines);
  }

  @Test
  void choicesGroupsAndTextsAreComparedEachInItsWay() throws Exception {
    write("first.yaml", choiceTask("first"));
    write("second.yaml", choiceTask("second"));
    write(
        "both.yaml",
        """
        group: both
        task: [first, second]
        aggregate_metric_list:
          - metric: acc
            weight_by_size: true
        metadata: {version: 1}
        """);
    write(
        "texts.yaml",
        """
        task: texts
        output_type: loglikelihood_rolling
        test_split: test
        doc_to_text: ""
        doc_to_target: "{{text}}"
        metric_list:
          - metric: word_perplexity
            aggregation: weighted_perplexity
            higher_is_better: false
        metadata: {version: 1}
        nightshift:
          layouts:
            - name: own
              files: {test: texts.jsonl}
        """);
    choices("first", 12);
    choices("second", 6);
    Files.write(
        folder.resolve("data/texts.jsonl"),
        List.of(
            "{\"text\": \"One day a cat sat down.\"}",
            "{\"text\": \"The sun was warm and the sky was blue.\"}",
            "{\"text\": \"Tom ran.\"}",
            "{\"text\": \"They all went home at night.\"}"));
    TestLake bench = new TestLake(folder.resolve("lake"));
    Path before = TinyModel.write(folder.resolve("before"), 3);
    Path after = TinyModel.write(folder.resolve("after"), 4);
    for (Path model : List.of(before, after)) {
      bench.run(
          new EvaluateJob(),
          "model",
          model.toString(),
          "tasks",
          "both,texts",
          "task-folder",
          folder.resolve("tasks").toString(),
          "data",
          folder.resolve("data").toString());
    }
    Report report =
        NightReport.build(
            bench.lake(), ReportSelection.ofModels("t", List.of("a=" + before, "b=" + after)));

    assertThat(report.results())
        .extracting(row -> row.task() + " " + row.model())
        .contains("both a", "both b", "first b", "second b", "texts b");
    ResultRow group = row(report, "both");
    assertThat(group.n()).isEqualTo(18);
    assertThat(group.notes()).containsExactly("fixtures only");
    Comparison grouped = group.comparison();
    assertThat(grouped).isNotNull();
    assertThat(grouped.test()).isEqualTo(PairedTest.MCNEMAR);
    ResultRow old =
        report.results().stream()
            .filter(row -> row.task().equals("both") && row.model().equals("a"))
            .findFirst()
            .orElseThrow();
    assertThat(grouped.delta()).isCloseTo(group.value() - old.value(), within(1e-9));

    Comparison text = row(report, "texts").comparison();
    assertThat(text).isNotNull();
    assertThat(text.test()).isEqualTo(PairedTest.BOOTSTRAP);
    double first =
        report.results().stream()
            .filter(row -> row.task().equals("texts") && row.model().equals("a"))
            .mapToDouble(ResultRow::value)
            .findFirst()
            .orElseThrow();
    assertThat(text.delta()).isCloseTo(row(report, "texts").value() - first, within(1e-6 * first));

    assertThat(report.calibrations())
        .extracting(CalibrationRow::task)
        .containsExactlyInAnyOrder("first", "first", "second", "second");
    CalibrationRow calibrated = report.calibrations().get(0);
    assertThat(calibrated.calibration().accuracy().mean())
        .isCloseTo(
            report.results().stream()
                .filter(
                    row ->
                        row.task().equals(calibrated.task())
                            && row.model().equals(calibrated.model())
                            && row.metric().equals("acc"))
                .mapToDouble(ResultRow::value)
                .findFirst()
                .orElseThrow(),
            within(1e-9));
    assertThat(calibrated.calibration().confidence().mean()).isBetween(1.0 / 3, 1.0);

    JsonNode json = new ObjectMapper().readTree(ReportFormat.JSON.render(report));
    assertThat(json.at("/groups/both/acc,none").isNumber()).isTrue();
    assertThat(json.at("/group_subtasks/both/1").asText()).isEqualTo("second");
    assertThat(ReportFormat.HTML.render(report)).contains("fixtures only");

    SampleSheet sheet = SampleSheets.build(bench.lake(), after.toString(), "first", "acc", 20);
    assertThat(sheet.total()).isEqualTo(12);
    assertThat(sheet.samples().get(0).response().lines()).hasSize(3);
    assertThat(sheet.samples().get(0).response()).contains("  red", "  blue");
    assertThat(Leaderboards.build(bench.lake(), 5).render(ReportFormat.MARKDOWN))
        .contains("| both ", "fixtures only");
  }

  private static ResultRow row(Report report, String task) {
    return report.results().stream()
        .filter(row -> row.task().equals(task) && row.model().equals("b"))
        .findFirst()
        .orElseThrow();
  }
}
