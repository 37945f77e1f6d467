package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.eval.report.SeedStudy;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares trainings that were run with several seeds, on what they measured of their held-out
 * examples ({@code held_out}).
 */
public final class SeedsJob implements Job {

  private static final String MEASURE = "measure";
  private static final String JOBS = "jobs";
  private static final String BASELINE = "baseline";
  private static final String ROWS = "held-out";
  private static final String OUTPUT = "output";

  @Override
  public String name() {
    return "seeds";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "compare trainings over their seeds, on the examples that all of them held out";
  }

  @Override
  public String example() {
    return "--jobs dpo --measure rewards/accuracies --baseline start --output seeds";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.of(
            MEASURE,
            OptionKind.TEXT,
            "rewards/accuracies",
            "A value of held_out, such as reward; or NAME/accuracies: whether NAME/chosen is greater"
                + " than NAME/rejected"),
        JobOption.optional(
            JOBS, OptionKind.TEXT, "Jobs whose trainings are compared, by commas; default: all"),
        JobOption.optional(
            BASELINE,
            OptionKind.TEXT,
            "What the others are compared with: a training by its name in the table, or start for"
                + " each one's own start"),
        JobOption.of(ROWS, OptionKind.INPUT, "table:held_out", "What was measured"),
        JobOption.required(
            OUTPUT, OptionKind.OUTPUT_PATH, "Folder for seeds.md, seeds.html and seeds.tex"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    SeedStudy study =
        new SeedGroups(new LakeView(context.lake()), arguments.text(MEASURE))
            .study(
                arguments.find(JOBS).map(jobs -> List.of(jobs.split(","))).orElse(List.of()),
                arguments.find(BASELINE).orElse(""));
    Path folder = Lineage.path(arguments.text(OUTPUT));
    for (ReportFormat format :
        List.of(ReportFormat.MARKDOWN, ReportFormat.HTML, ReportFormat.LATEX)) {
      ReportFiles.write(folder, "seeds." + format.extension(), study.render(format));
    }
    JobOutcome outcome = JobOutcome.empty().count("trainings", study.lines().size());
    for (SeedStudy.Line line : study.lines()) {
      outcome = outcome.value(line.name(), line.value().mean());
    }
    return outcome.artifact("seeds", folder.toString());
  }
}
