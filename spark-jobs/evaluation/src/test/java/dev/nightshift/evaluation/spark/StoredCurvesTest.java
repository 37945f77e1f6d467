package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.eval.report.Curve;
import dev.nightshift.eval.report.Report;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.table.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredCurvesTest {

  private static final int STEPS = 6000;
  private static final int SPIKE = 3777;

  @TempDir private Path folder;

  /** A row of {@code metrics}. */
  record Metric(long step, String name, double value) {}

  /** What a training leaves in the lake: its metrics and its model. */
  private static final class Training implements Job {

    @Override
    public String name() {
      return "training";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "writes metrics";
    }

    @Override
    public String example() {
      return "--model a";
    }

    @Override
    public List<JobOption> options() {
      return List.of(JobOption.required("model", OptionKind.TEXT, "Folder of the model"));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
      List<Metric> rows = new ArrayList<>();
      for (int step = 1; step <= STEPS; step++) {
        double loss = 5.0 / Math.sqrt(step) + .01 * (step % 7);
        rows.add(new Metric(step, "train/loss", step == SPIKE ? 42 : loss));
        rows.add(new Metric(step, "train/units", 16));
        if (step <= 40) {
          rows.add(new Metric(step, "train/objective/kl", step == 5 ? Double.NaN : .1 * step));
          rows.add(new Metric(step, "train/rewards/margins", .2 * step));
        }
        if (step % 2000 == 0) {
          rows.add(new Metric(step, "held-out/loss", loss + .5));
        }
      }
      context.append(
          LakeTables.METRICS.name(),
          LakeTables.METRICS,
          RecordCodec.of(Metric.class, LakeTables.METRICS).dataset(context.spark(), rows),
          0);
      return JobOutcome.empty()
          .count("held-out-pairs", 200)
          .value("held-out/rewards/accuracies", .8)
          .value("held-out/length-only/accuracies", .55)
          .artifact("model", arguments.text("model"));
    }
  }

  @Test
  void aLongTrainingIsDrawnWithBoundedPoints() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    Path model = TinyModel.write(folder.resolve("model"), 3);
    RunReport trained = bench.run(new Training(), "model", model.toString());
    bench.run(new EvaluateJob(), "model", model.toString(), "tasks", "arithmetic", "limit", "2");
    Report report =
        NightReport.build(bench.lake(), ReportSelection.ofModels("t", List.of("a=" + model)));
    assertThat(report.curves()).extracting(Curve::run).containsOnly(trained.runId());
    assertThat(report.curves())
        .extracting(Curve::name)
        .containsExactly(
            "held-out/loss", "train/loss", "train/objective/kl", "train/rewards/margins");
    List<Curve.Point> loss = report.curves().get(1).points();
    assertThat(loss)
        .hasSizeBetween(STEPS / 20, 4 * StoredCurves.COLUMNS)
        .startsWith(new Curve.Point(1, 5.01))
        .contains(new Curve.Point(SPIKE, 42));
    assertThat(loss.get(loss.size() - 1).step()).isEqualTo(STEPS);
    assertThat(loss).extracting(Curve.Point::step).isSorted().doesNotHaveDuplicates();
    assertThat(report.curves().get(0).points()).hasSize(3);
    assertThat(report.curves().get(2).points()).as("all but the NaN").hasSize(39);
    assertThat(report.shares())
        .extracting(share -> share.name() + " " + share.n())
        .containsExactly("held-out/rewards/accuracies 200", "held-out/length-only/accuracies 200");

    bench.run(
        new ReportJob(), "models", "a=" + model, "output", folder.resolve("report").toString());
    Path curves = folder.resolve("report/curves");
    assertThat(curves)
        .isDirectoryContaining("glob:**/" + trained.runId() + ".loss.svg")
        .isDirectoryContaining("glob:**/" + trained.runId() + ".objective-kl.svg");
    assertThat(Files.size(curves.resolve(trained.runId() + ".loss.svg"))).isLessThan(20_000);
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .contains("![loss](<curves/" + trained.runId() + ".loss.svg>)");
    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains("<h3>" + trained.runId() + " · objective</h3>");
  }
}
