package dev.nightshift.cli;

import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.evaluation.spark.NightReport;
import dev.nightshift.evaluation.spark.ReportFiles;
import dev.nightshift.evaluation.spark.ReportSelection;
import dev.nightshift.pipelines.schedule.NightLog;
import dev.nightshift.pipelines.schedule.NightRow;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      "         ./nightshift report --compare lake/models/a lake/models/b --curves curves"
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
      description = "md, html, csv or json. Default: ${DEFAULT-VALUE}.")
  private String format = "md";

  @Option(
      names = "--curves",
      paramLabel = "DIR",
      description = "Folder to write the learning curves to, an SVG file each.")
  @Nullable Path curves;

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
    if (night != null && !models.isEmpty()) {
      throw new RequestException(
          "both --night and --compare were given", "command line", "Give one of them.");
    }
    LogFile.start(surroundings, Path.of(lake, "logs"));
    try (Workbench bench = Workbench.open(surroundings, lake, Optional.empty(), Map.of())) {
      Report report = NightReport.build(bench.lake(), selection(bench.lake()));
      if (curves != null) {
        ReportFiles.writeCurves(report, curves);
      }
      String drawings = curves == null ? "" : curves.toString();
      surroundings.out().print(wanted.render(report, drawings));
      surroundings.out().flush();
    }
    return ExitCode.DONE.code();
  }

  private ReportSelection selection(Lake opened) {
    if (!models.isEmpty()) {
      return ReportSelection.ofModels("Comparison", models);
    }
    List<RunRecord> runs = opened.runs().committed(opened.runs().version());
    return ReportSelection.latest(night == null ? runs : runsOf(night, opened, runs));
  }

  private static List<RunRecord> runsOf(String wanted, Lake opened, List<RunRecord> runs) {
    List<NightRow> nights = new NightLog(opened).all();
    Optional<NightRow> found =
        nights.stream()
            .filter(n -> n.nightId().equals(wanted) || n.date().equals(wanted))
            .findFirst();
    if (found.isEmpty()) {
      throw new RequestException(
          "there is no night '" + wanted + "'",
          "--night",
          nights.isEmpty()
              ? "No night has ended yet."
              : "The last one is " + nights.get(0).date() + "; 'schedule history' lists them.");
    }
    return runsOf(found.get(), nights, runs);
  }

  /**
   * What the lake held of a night's pipeline when the night ended. A step that was unchanged keeps
   * the night that it ran in, so the pipeline is told by all nights of the schedule up to this one,
   * and its runs by time.
   */
  static List<RunRecord> runsOf(NightRow night, List<NightRow> nights, List<RunRecord> runs) {
    Set<String> upToThis =
        nights.stream()
            .filter(n -> n.schedule().equals(night.schedule()))
            .filter(n -> !n.finishedAt().isAfter(night.finishedAt()))
            .map(NightRow::nightId)
            .collect(Collectors.toSet());
    Set<String> pipelines = new HashSet<>();
    for (RunRecord run : runs) {
      String of = run.night();
      String pipeline = run.pipeline();
      if (of != null && pipeline != null && upToThis.contains(of)) {
        pipelines.add(pipeline);
      }
    }
    return runs.stream()
        .filter(r -> !r.finishedAt().isAfter(night.finishedAt()))
        .filter(r -> pipelines.isEmpty() || pipelines.contains(String.valueOf(r.pipeline())))
        .toList();
  }
}
