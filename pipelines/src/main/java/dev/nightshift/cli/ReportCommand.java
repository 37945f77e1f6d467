package dev.nightshift.cli;

import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.evaluation.spark.Leaderboards;
import dev.nightshift.evaluation.spark.NightReport;
import dev.nightshift.evaluation.spark.ReportFiles;
import dev.nightshift.evaluation.spark.ReportSelection;
import dev.nightshift.evaluation.spark.SampleSheets;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code report}. */
@Command(
    name = "report",
    description =
        "Print a report from the lake: of the pipeline that evaluated last, of a night, or of"
            + " named models.",
    footer = {
      "",
      "Example: ./nightshift report --night 2026-11-21 --format html > report.html",
      "         ./nightshift report --compare lake/models/a lake/models/b --curves curves",
      "         ./nightshift report --leaderboard --format html > leaderboard.html",
      "         ./nightshift report --samples gsm8k --model lake/models/b"
    })
final class ReportCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      defaultValue = "lake",
      description = "Folder of the lake. Default: ${DEFAULT-VALUE}.")
  private String lake = "lake";

  @Option(
      names = "--night",
      paramLabel = "D",
      description = "A date such as 2026-11-21, in the zone of its schedule, or a night's id.")
  @Nullable String night;

  @Option(
      names = "--compare",
      arity = "1..*",
      paramLabel = "MODEL",
      description =
          "Folders or digests, each alone or as name=folder, in the order of their comparison.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "md",
      description =
          "md, html, csv, json (scores as lm-evaluation-harness writes them) or tex. Default:"
              + " ${DEFAULT-VALUE}.")
  private String format = "md";

  @Option(
      names = "--curves",
      paramLabel = "DIR",
      description = "Folder to write the learning curves to, an SVG file each.")
  @Nullable Path curves;

  @Option(
      names = "--sequence",
      split = ",",
      paramLabel = "TASK",
      description =
          "With --compare: tasks that the models were trained on one after the other, for transfer"
              + " and forgetting. One model after each task, or one more for the start.")
  private List<String> sequence = new ArrayList<>();

  @Option(names = "--leaderboard", description = "All models against all tasks, over all nights.")
  private boolean leaderboard;

  @Option(
      names = "--samples",
      paramLabel = "TASK",
      description = "The samples of --model on a task, the wrong ones first.")
  @Nullable String samples;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "With --samples: folder or first digits of the digest.")
  @Nullable String model;

  @Option(
      names = "--score",
      paramLabel = "METRIC,FILTER",
      description = "With --samples: the score that sorts them. Default: the task's first.")
  @Nullable String score;

  @Option(
      names = "--most",
      paramLabel = "N",
      description =
          "Most samples (default 50), or most models of the leaderboard, the newest (default 10).")
  @Nullable Integer most;

  ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ReportFormat wanted =
        ReportFormat.find(format)
            .orElseThrow(
                () ->
                    new RequestException(
                        "'" + format + "' is no format",
                        "--format",
                        "The formats are: " + String.join(", ", ReportFormat.extensions()) + "."));
    check();
    LogFile.start(surroundings, Path.of(lake, "logs"));
    try (Workbench bench = Workbench.open(surroundings, lake, Optional.empty(), Map.of())) {
      surroundings.out().print(text(bench.lake(), wanted));
      surroundings.out().flush();
    }
    return ExitCode.DONE.code();
  }

  /** Refuses options that do not go together, all of them at once. */
  private void check() {
    Faults faults = new Faults();
    long kinds =
        Stream.of(night != null, !models.isEmpty(), leaderboard, samples != null)
            .filter(given -> given)
            .count();
    if (kinds > 1) {
      faults.add(
          "more than one of --night, --compare, --leaderboard and --samples was given",
          "command line",
          "Give one of them.");
    }
    if ((samples == null) != (model == null)) {
      faults.add("--samples and --model go together", "command line", "Give both.");
    }
    if (score != null && samples == null) {
      faults.add("--score was given without --samples", "command line", "Add --samples TASK.");
    }
    if (!sequence.isEmpty() && models.isEmpty()) {
      faults.add(
          "--sequence was given without --compare",
          "command line",
          "Name the models in the order of training with --compare.");
    }
    if (most != null && (most < 1 || (samples == null && !leaderboard))) {
      faults.add(
          "--most is " + most,
          "command line",
          "Give a number of at least 1, with --samples or --leaderboard.");
    }
    faults.throwIfAny();
  }

  private String text(Lake opened, ReportFormat format) {
    if (leaderboard) {
      return Leaderboards.build(opened, most == null ? Leaderboards.MODELS : most).render(format);
    }
    if (samples != null && model != null) {
      return SampleSheets.build(
              opened, model, samples, score, most == null ? SampleSheets.SAMPLES : most)
          .render(format);
    }
    Report report = NightReport.build(opened, selection(opened));
    if (curves != null) {
      ReportFiles.writeCurves(report, curves);
    }
    return format.render(report, curves == null ? "" : curves.toString());
  }

  private ReportSelection selection(Lake opened) {
    if (!models.isEmpty()) {
      return ReportSelection.ofModels("Comparison", models).ofSequence(sequence);
    }
    List<RunRecord> runs = opened.runs().committed(opened.runs().version());
    return ReportSelection.latest(night == null ? runs : NightRuns.of(night, opened, runs));
  }
}
