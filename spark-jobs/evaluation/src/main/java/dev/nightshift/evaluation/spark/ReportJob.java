package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.eval.report.Verdict;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes the report of some models in all formats. */
public final class ReportJob implements Job {

  private static final String MODELS = "models";
  private static final String RESULTS = "results";
  private static final String TITLE = "title";
  private static final String OUTPUT = "output";
  private static final String CURVES = "curves";

  @Override
  public String name() {
    return "report";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String summary() {
    return "write the report of some models: scores with comparisons, funnel, curves, lineage";
  }

  @Override
  public String example() {
    return "--models untrained=lake/models/a,trained=lake/models/b --output report";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.optional(
            MODELS,
            OptionKind.TEXT,
            "Folders or digests, separated by commas, each alone or as name=folder, in the order of"
                + " their comparison; default: those of the pipeline that evaluated last"),
        JobOption.of(
            RESULTS, OptionKind.INPUT, "table:results", "The results that the report rests on"),
        JobOption.of(TITLE, OptionKind.TEXT, "Nightshift report", "Title of the report"),
        JobOption.required(
            OUTPUT, OptionKind.OUTPUT_PATH, "Folder for report.md, .html, .csv, .json and the drawings in curves"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    ReportSelection selection =
        arguments
            .find(MODELS)
            .map(
                models ->
                    ReportSelection.ofModels(
                        arguments.text(TITLE), Arrays.asList(models.split(","))))
            .orElseGet(
                () ->
                    ReportSelection.latest(
                        context.lake().runs().committed(context.lake().runs().version())));
    Report report = NightReport.build(context.lake(), selection);
    Path folder = Lineage.path(arguments.text(OUTPUT));
    ReportFiles.writeCurves(report, folder.resolve(CURVES));
    for (ReportFormat format : ReportFormat.values()) {
      ReportFiles.write(
          folder, "report." + format.extension(), format.render(report, CURVES));
    }
    return JobOutcome.empty()
        .count("models", report.models().size())
        .count("results", report.results().size())
        .count("better", verdicts(report, Verdict.BETTER))
        .count("worse", verdicts(report, Verdict.WORSE))
        .artifact("report", folder.toString());
  }

  private static long verdicts(Report report, Verdict verdict) {
    return report.results().stream()
        .map(row -> row.comparison())
        .filter(comparison -> comparison != null && comparison.verdict() == verdict)
        .count();
  }
}
