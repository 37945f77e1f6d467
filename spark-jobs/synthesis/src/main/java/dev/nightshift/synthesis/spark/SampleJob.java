package dev.nightshift.synthesis.spark;

import dev.nightshift.eval.generated.ProblemFamily;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.synthesis.sample.SampleFiles;
import java.nio.file.Path;
import java.util.List;

/** Writes the built-in sample as files that are then ingested like any others. */
public final class SampleJob implements Job {

  private static final String DOCUMENTS = "documents";
  private static final String QUALITY = "quality";
  private static final String PAIRS = "pairs";
  private static final String PROMPTS = "prompts";
  private static final String MAX_TERM = "max-term";
  private static final String MAX_FACTOR = "max-factor";
  private static final String HELD_OUT = "held-out-percent";

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "write the built-in sample: word problems, preference pairs, prompts and labelled texts";
  }

  @Override
  public String example() {
    return "--output sample --documents 20000 --pairs 2000 --prompts 500";
  }

  @Override
  public List<JobOption> options() {
    ProblemSpace space = ProblemSpace.DEFAULT;
    return List.of(
        JobOption.required("output", OptionKind.OUTPUT_PATH, "Folder for the files"),
        JobOption.of(DOCUMENTS, OptionKind.INTEGER, "20000", "Lines of documents.jsonl"),
        JobOption.of(PAIRS, OptionKind.INTEGER, "2000", "Lines of preferences.jsonl"),
        JobOption.of(PROMPTS, OptionKind.INTEGER, "500", "Lines of prompts.jsonl"),
        JobOption.of(QUALITY, OptionKind.INTEGER, "1000", "Lines of quality.jsonl"),
        JobOption.of(
            MAX_TERM,
            OptionKind.INTEGER,
            Integer.toString(space.maxTerm()),
            "Largest term, and larger factor, of a problem, 3 to 99"),
        JobOption.of(
            MAX_FACTOR,
            OptionKind.INTEGER,
            Integer.toString(space.maxFactor()),
            "Largest smaller factor of a product, 3 to 9"),
        JobOption.of(
            HELD_OUT,
            OptionKind.INTEGER,
            Integer.toString(space.heldOutPercent()),
            "Share of the operand pairs that no line shows, in percent, 1 to 99"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    long documents = count(arguments, DOCUMENTS, faults);
    long pairs = count(arguments, PAIRS, faults);
    long prompts = count(arguments, PROMPTS, faults);
    long quality = count(arguments, QUALITY, faults);
    long maxTerm = inRange(arguments, MAX_TERM, 3, 99, faults);
    long maxFactor = inRange(arguments, MAX_FACTOR, 3, 9, faults);
    long heldOut = inRange(arguments, HELD_OUT, 1, 99, faults);
    faults.throwIfAny();
    ProblemSpace space = new ProblemSpace((int) maxTerm, (int) maxFactor, (int) heldOut);
    ProblemGenerator generator = new ProblemGenerator(space, List.of(ProblemFamily.values()));
    Path folder = Path.of(arguments.text("output")).toAbsolutePath().normalize();
    SampleFiles files = new SampleFiles(folder, generator, context.seed());
    JobOutcome outcome = JobOutcome.empty();
    outcome = add(outcome, DOCUMENTS, documents, files.documents(documents));
    outcome = add(outcome, "preferences", pairs, files.preferences(pairs));
    outcome = add(outcome, PROMPTS, prompts, files.prompts(prompts));
    outcome = add(outcome, QUALITY, quality, files.quality(quality));
    context
        .progress()
        .line(
            "sample: "
                + documents
                + " documents, "
                + pairs
                + " pairs, "
                + prompts
                + " prompts, "
                + quality
                + " labelled texts in "
                + folder);
    return outcome;
  }

  private static JobOutcome add(
      JobOutcome outcome, String name, long lines, SampleFiles.Written written) {
    JobOutcome more = outcome.count(name, lines).artifact(name, written.path().toString());
    for (var kind : written.kinds().entrySet()) {
      more = more.count(name + "/" + kind.getKey(), kind.getValue());
    }
    return more;
  }

  private static long count(JobArguments arguments, String name, Faults faults) {
    return inRange(arguments, name, 1, 100_000_000, faults);
  }

  private static long inRange(
      JobArguments arguments, String name, long least, long most, Faults faults) {
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add(
          "option '" + name + "' is " + value,
          "job sample",
          "Give a whole number from " + least + " to " + most + ".");
    }
    return value;
  }
}
