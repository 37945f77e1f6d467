package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.Leaderboard;
import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.eval.report.Verdict;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.RequestException;
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
  private static final String SAMPLES = "samples";
  private static final int MOST_SAMPLES = 10_000;
  private static final String SEQUENCE = "sequence";

  @Override
  public String name() {
    return "report";
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public String summary() {
    return "write the report of some models: scores with comparisons, samples, funnel, curves, lineage";
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
        JobOption.of(
            SAMPLES,
            OptionKind.INTEGER,
            "20",
            "Samples on the page of each model and task, the wrong ones first; 0 for no pages"),
        JobOption.optional(
            SEQUENCE,
            OptionKind.TEXT,
            "Tasks, separated by commas, that the models were trained on one after the other: shows"
                + " transfer and forgetting. One model after each task, or one more for the start"),
        JobOption.required(
            OUTPUT,
            OptionKind.OUTPUT_PATH,
            "Folder for report.md, .html, .csv, .json, .tex, the leaderboard, the drawings in curves"
                + " and the pages in samples"));
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
    selection = selection.ofSequence(tasks(arguments));
    long most = arguments.integer(SAMPLES);
    if (most < 0 || most > MOST_SAMPLES) {
      throw new RequestException(
          "option 'samples' is " + most,
          "job " + name(),
          "Give a number from 0 to " + MOST_SAMPLES + ".");
    }
    Path folder = Lineage.path(arguments.text(OUTPUT));
    Report report = most == 0 ? NightReport.build(context.lake(), selection) : null;
    if (report == null) {
      NightReport.WithSamples made =
          NightReport.withSamples(context.lake(), selection, (int) most, SAMPLES);
      made.pages()
          .forEach(
              (file, sheet) ->
                  ReportFiles.write(
                      folder.resolve(SAMPLES), file, sheet.render(ReportFormat.HTML)));
      report = made.report();
    }
    ReportFiles.writeCurves(report, folder.resolve(CURVES));
    Leaderboard leaderboard = Leaderboards.build(context.lake(), Leaderboards.MODELS);
    for (ReportFormat format : ReportFormat.values()) {
      ReportFiles.write(folder, "report." + format.extension(), format.render(report, CURVES));
      ReportFiles.write(folder, "leaderboard." + format.extension(), leaderboard.render(format));
    }
    return JobOutcome.empty()
        .count("models", report.models().size())
        .count("results", report.results().size())
        .count("better", verdicts(report, Verdict.BETTER))
        .count("worse", verdicts(report, Verdict.WORSE))
        .artifact("report", folder.toString());
  }

  private static List<String> tasks(JobArguments arguments) {
    return arguments
        .find(SEQUENCE)
        .map(tasks -> Arrays.stream(tasks.split(",")).map(String::strip).toList())
        .orElse(List.of());
  }

  private static long verdicts(Report report, Verdict verdict) {
    return report.results().stream()
        .map(row -> row.comparison())
        .filter(comparison -> comparison != null && comparison.verdict() == verdict)
        .count();
  }
}
