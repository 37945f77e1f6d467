package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.curation.spark.IngestJob;
import dev.nightshift.eval.report.Leaderboard;
import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.eval.report.SampleSheet;
import dev.nightshift.eval.sequence.SequenceMeasure;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

  @TempDir private Path folder;

  @Test
  void leaderboardSamplesAndSequenceRestOnTheSameSamples() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    Path start = TinyModel.write(folder.resolve("start"), 3);
    Path first = TinyModel.write(folder.resolve("first"), 4);
    Path second = TinyModel.write(folder.resolve("second"), 5);
    for (Path model : List.of(start, first, second)) {
      bench.run(
          new EvaluateJob(),
          "model",
          model.toString(),
          "tasks",
          "arithmetic,algebra",
          "limit",
          "10");
    }
    ReportSelection models =
        ReportSelection.ofModels(
            "t", List.of("start=" + start, "first=" + first, "second=" + second));

    Report report =
        NightReport.build(bench.lake(), models.ofSequence(List.of("arithmetic", "algebra")));
    assertThat(report.sequence()).isNotNull();
    assertThat(report.sequence().models()).containsExactly("start", "first", "second");
    assertThat(report.sequence().matrix().before()).hasSize(2);
    assertThat(report.sequence().estimates())
        .extracting(e -> e.measure())
        .contains(SequenceMeasure.FORWARD_TRANSFER, SequenceMeasure.ONLINE_ACCURACY)
        .doesNotContain(SequenceMeasure.INTRANSIGENCE);
    assertThat(report.sequence().estimates()).allMatch(e -> e.n() == 20);
    assertThat(ReportFormat.HTML.render(report)).contains("forgetting", "Sequence of models");
    assertThatThrownBy(() -> models.ofSequence(List.of("arithmetic")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("1 tasks of a sequence with 3 models");
    assertThatThrownBy(
            () ->
                NightReport.build(bench.lake(), models.ofSequence(List.of("arithmetic", "gsm8k"))))
        .hasMessageContaining("model start has no scores on the items of task gsm8k")
        .hasMessageContaining("model second");

    Leaderboard board = Leaderboards.build(bench.lake(), 2);
    assertThat(board.models()).hasSize(2);
    assertThat(board.leftOut()).isEqualTo(1);
    assertThat(board.lines()).allMatch(line -> line.course().size() == 3);
    assertThat(board.lines()).extracting(Leaderboard.Line::task).contains("algebra", "arithmetic");
    assertThat(Leaderboards.build(bench.lake(), 2)).isEqualTo(board);

    SampleSheet sheet = SampleSheets.build(bench.lake(), second.toString(), "arithmetic", null, 4);
    assertThat(sheet.total()).isEqualTo(10);
    assertThat(sheet.samples()).hasSize(4);
    assertThat(sheet.samples()).extracting(sample -> sample.scores().get(sheet.score())).isSorted();
    assertThat(sheet.samples().get(0).prompt()).isNotEmpty();
    assertThatThrownBy(() -> SampleSheets.build(bench.lake(), second.toString(), "gsm8k", null, 4))
        .hasMessageContaining("was not evaluated on task 'gsm8k'")
        .hasMessageContaining("There are: algebra, arithmetic.");
    assertThatThrownBy(
            () -> SampleSheets.build(bench.lake(), second.toString(), "algebra", "f1", 4))
        .hasMessageContaining("task algebra has no score 'f1'")
        .hasMessageContaining("exact_match,");

    RunReport made =
        bench.run(
            new ReportJob(),
            "models",
            "start=" + start + ",second=" + second,
            "samples",
            "3",
            "output",
            folder.resolve("report").toString());
    Path output = Path.of(made.outcome().artifacts().get("report"));
    String html = Files.readString(output.resolve("report.html"));
    assertThat(html).contains("href=\"samples/arithmetic-");
    assertThat(output.resolve("samples").toFile().list()).hasSize(4);
    assertThat(Files.readString(output.resolve("leaderboard.html"))).contains("<svg");
    assertThat(output.resolve("report.tex")).isNotEmptyFile();
  }

  @Test
  void aLakeWithoutEvaluationHasAReport() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    assertThat(report(bench).title()).isEqualTo("Empty lake");
    Path texts =
        Files.writeString(
            folder.resolve("texts.jsonl"), "{\"text\": \"one\"}\n{\"txt\": \"bad\"}\n");
    RunReport ingested =
        bench.run(new IngestJob(), "input", texts.toString(), "max-reject-share", "0.6");
    Report report = report(bench);
    assertThat(report.lineage()).extracting(run -> run.runId()).containsExactly(ingested.runId());
    assertThat(report.rejects()).hasSize(1);
    assertThat(ReportFormat.MARKDOWN.render(report))
        .contains("Nothing was evaluated yet", "## Lineage");
    for (ReportFormat format : ReportFormat.values()) {
      assertThat(format.render(report)).isNotEmpty();
    }
    assertThat(Leaderboards.build(bench.lake(), 5).render(ReportFormat.HTML)).contains("None.");
  }

  private static Report report(TestLake bench) {
    return NightReport.build(
        bench.lake(),
        ReportSelection.latest(bench.lake().runs().committed(bench.lake().runs().version())));
  }
}
