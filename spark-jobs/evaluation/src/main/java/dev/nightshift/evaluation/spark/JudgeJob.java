package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.judge.ChatEndpoint;
import dev.nightshift.eval.judge.EndpointSettings;
import dev.nightshift.eval.judge.Judge;
import dev.nightshift.eval.judge.JudgeSummary;
import dev.nightshift.eval.judge.JudgedItem;
import dev.nightshift.eval.judge.LocalVerdict;
import dev.nightshift.eval.judge.Pause;
import dev.nightshift.eval.judge.Rubric;
import dev.nightshift.eval.judge.Rubrics;
import dev.nightshift.eval.report.JudgeSheet;
import dev.nightshift.eval.report.ReportFormat;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has a model judge answers: pairs in both orders, or single answers by a grade. What a judge
 * replied is kept in {@code judgements}, and no request is sent to the same judge twice.
 */
public final class JudgeJob implements Job {

  static final String NAME = "judge";
  private static final String INPUT = "input";
  private static final String JUDGE = "judge";
  private static final String VERDICT = "verdict";
  private static final String LIKELIEST = "likeliest";
  private static final String WRITTEN = "written";
  private static final String MAX_TOKENS = "max-tokens";
  private static final String ENDPOINT = "endpoint";
  private static final String ENDPOINT_MODEL = "endpoint-model";
  private static final String KEY_VARIABLE = "key-variable";
  private static final String MODE = "mode";
  private static final String RUBRIC = "rubric";
  private static final String OUTPUT = "output";
  private static final String LIMIT = "limit";
  private static final int SHOWN = 50;

  private final Map<String, String> environment;

  /** The job with the environment of this process. */
  public JudgeJob() {
    this(System.getenv());
  }

  JudgeJob(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "have a model judge answers: pairs in both orders, or grades";
  }

  @Override
  public String example() {
    return "--input pairs.jsonl --judge lake/models/judge --output judged";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(
            INPUT,
            OptionKind.INPUT,
            "JSON lines with instruction, output_1, output_2 (or output), or table:preferences,"
                + " table:samples"),
        JobOption.optional(
            JUDGE,
            OptionKind.INPUT,
            "Folder of a model that judges in this program; see --verdict"),
        JobOption.choice(
            VERDICT,
            List.of(LIKELIEST, WRITTEN),
            "How a local judge tells its verdict: by the log-probabilities of the verdicts after the"
                + " prompt; or in a reply that it writes, which is read as an endpoint's is, and is"
                + " undecided where it holds none"),
        JobOption.optional(
            ENDPOINT,
            OptionKind.TEXT,
            "Or the address of an OpenAI-compatible server, such as https://host/v1"),
        JobOption.optional(ENDPOINT_MODEL, OptionKind.TEXT, "Name of the judging model there"),
        JobOption.of(
            KEY_VARIABLE,
            OptionKind.TEXT,
            "OPENAI_API_KEY",
            "Environment variable that holds the key; where it is empty none is sent"),
        JobOption.choice(
            MODE, List.of("pairwise", "rubric"), "Compare two answers, or grade one; see --rubric"),
        JobOption.optional(
            RUBRIC, OptionKind.INPUT, "YAML file with prompt and verdicts; default: built in"),
        JobOption.of(LIMIT, OptionKind.INTEGER, "0", "Most items that are judged; 0 for all"),
        JobOption.of(
            MAX_TOKENS, OptionKind.INTEGER, "1024", "Most tokens of a reply that is written"),
        JobOption.of(
            "timeout", OptionKind.EXECUTION, "60", "Seconds for one request to the endpoint"),
        JobOption.of(
            "attempts", OptionKind.EXECUTION, "5", "Requests for one reply, with growing waits"),
        JobOption.of(
            "parallel",
            OptionKind.EXECUTION,
            "4",
            "Requests on their way to the endpoint together"),
        JobOption.of(
            "partitions",
            OptionKind.EXECUTION,
            "0",
            "Slices of the requests to a local judge; 0 for 1 on a local master, else Spark's"
                + " default parallelism"),
        JobOption.required(
            OUTPUT, OptionKind.OUTPUT_PATH, "Folder for summary.md and summary.html"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    if (arguments.has(JUDGE) == arguments.has(ENDPOINT)) {
      faults.add("either --judge or --endpoint is needed", "job " + NAME, "Name one judge.");
    }
    if (arguments.has(ENDPOINT) && !arguments.has(ENDPOINT_MODEL)) {
      faults.add("--endpoint needs --endpoint-model", "job " + NAME, "Name the model there.");
    }
    Optional<Rubric> rubric = rubric(arguments, faults);
    EndpointSettings settings = arguments.has(ENDPOINT) ? settings(arguments, faults) : null;
    int partitions = whole(arguments, "partitions", 0, faults);
    int maxTokens = settings == null ? whole(arguments, MAX_TOKENS, 1, faults) : 1;
    faults.throwIfAny();
    Rubric by = rubric.orElseThrow();
    LocalVerdict verdict =
        arguments.text(VERDICT).equals(WRITTEN)
            ? new LocalVerdict.Written(maxTokens)
            : new LocalVerdict.Likeliest(by.before());
    List<JudgedItem> items =
        JudgedRows.of(context, context.input(INPUT), by, arguments.integer(LIMIT));
    Judged judged;
    if (settings == null) {
      Path folder = Lineage.path(arguments.text(JUDGE));
      String digest = ModelDigest.of(folder).model();
      judged =
          judge(
              context,
              new SpreadJudge(context.spark(), folder, digest, verdict, partitions),
              by,
              items);
    } else {
      String key = environment.getOrDefault(arguments.text(KEY_VARIABLE), "");
      try (ChatEndpoint endpoint = new ChatEndpoint(settings, key, Pause.SLEEP, context.clock())) {
        judged = judge(context, endpoint, by, items);
      }
    }
    return outcome(context, judged, Lineage.path(arguments.text(OUTPUT)));
  }

  private record Judged(Judgements judgements, JudgeSummary summary, int items) {}

  private static Judged judge(
      JobContext context, Judge judge, Rubric rubric, List<JudgedItem> items) {
    Judgements judgements = Judgements.of(context, judge, rubric, items);
    return new Judged(judgements, judgements.summary(), items.size());
  }

  private static JobOutcome outcome(JobContext context, Judged judged, Path folder) {
    JudgeSummary summary = judged.summary();
    for (ReportFormat format : List.of(ReportFormat.MARKDOWN, ReportFormat.HTML)) {
      ReportFiles.write(
          folder,
          "summary." + format.extension(),
          JudgeSheet.render(summary, context.clock().instant(), format));
    }
    JobOutcome outcome =
        JobOutcome.empty()
            .count("items", judged.items())
            .count("asked", judged.judgements().asked())
            .count("known", judged.judgements().known())
            .count("unreadable", judged.judgements().count(StoredJudgement.UNREADABLE))
            .count("refused", judged.judgements().count(StoredJudgement.REFUSED))
            .count("undecided", summary.undecided());
    for (JudgeSummary.OfPairs line : summary.pairs().stream().limit(SHOWN).toList()) {
      outcome =
          outcome
              .value("win-rate/" + line.model(), line.winRate().rate().mean())
              .value("length-controlled/" + line.model(), line.controlled().rate());
    }
    for (JudgeSummary.OfGrades line : summary.grades().stream().limit(SHOWN).toList()) {
      outcome = outcome.value("grade/" + line.model(), line.grade().mean());
    }
    return outcome.artifact("summary", folder.toString());
  }

  private static Optional<Rubric> rubric(JobArguments arguments, Faults faults) {
    boolean pairwise = arguments.text(MODE).equals("pairwise");
    String reference =
        arguments.has(RUBRIC)
            ? Lineage.path(arguments.text(RUBRIC)).toString()
            : pairwise ? "pairwise" : "grade";
    Optional<Rubric> rubric = Rubrics.find(reference, faults);
    if (rubric.isPresent() && rubric.get().isPairwise() != pairwise) {
      faults.add(
          "the rubric " + (pairwise ? "grades one answer" : "compares two answers"),
          "options 'mode' and 'rubric'",
          "Use --mode " + (pairwise ? "rubric" : "pairwise") + ".");
    }
    return rubric;
  }

  private static EndpointSettings settings(JobArguments arguments, Faults faults) {
    EndpointSettings otherwise = EndpointSettings.of(URI.create("http://localhost"), "none");
    try {
      return new EndpointSettings(
          URI.create(arguments.text(ENDPOINT)),
          arguments.find(ENDPOINT_MODEL).orElse("none"),
          whole(arguments, MAX_TOKENS, 1, faults),
          Duration.ofSeconds(whole(arguments, "timeout", 1, faults)),
          whole(arguments, "attempts", 1, faults),
          otherwise.backoff(),
          otherwise.longestWait(),
          whole(arguments, "parallel", 1, faults));
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()), "option '" + ENDPOINT + "'", "Such as https://host/v1.");
      return otherwise;
    }
  }

  private static int whole(JobArguments arguments, String name, int least, Faults faults) {
    String text = arguments.text(name);
    try {
      int value = Integer.parseInt(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    faults.add(
        "option '" + name + "' is '" + text + "'",
        "job " + NAME,
        "Give a whole number of at least " + least + ".");
    return least;
  }
}
