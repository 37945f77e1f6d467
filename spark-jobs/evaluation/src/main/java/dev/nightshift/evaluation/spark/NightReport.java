package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.CalibrationRow;
import dev.nightshift.eval.report.CleanSplit;
import dev.nightshift.eval.report.FunnelStep;
import dev.nightshift.eval.report.MeasuredShare;
import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportModel;
import dev.nightshift.eval.report.ResultRow;
import dev.nightshift.eval.report.SampleSheet;
import dev.nightshift.eval.report.TaskFacts;
import dev.nightshift.eval.stats.Wilson;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a report from what a lake holds. It is a function of the committed rows and the selection:
 * the same lake gives the same bytes, and its time is that of the newest run it rests on.
 */
public final class NightReport {

  private static final int PAGES = 50;
  private static final String READ = "read";
  private static final String KEPT = "kept";

  private final LakeView view;
  private final Lineage lineage;
  private final StoredContamination contamination;
  // The first score of each model and task, in the order of the rows.
  private final Map<String, Measured> measured = new LinkedHashMap<>();
  private final Map<String, Integer> runOrder = new HashMap<>();

  private NightReport(Lake lake) {
    this.view = new LakeView(lake);
    this.lineage = new Lineage(view);
    this.contamination = new StoredContamination(view);
    view.runs().forEach(run -> runOrder.put(run.runId(), runOrder.size()));
  }

  /**
   * The report of a selection.
   *
   * @throws dev.nightshift.schema.error.RequestException if a model is unknown
   */
  public static Report build(Lake lake, ReportSelection selection) {
    return new NightReport(lake).build(selection);
  }

  /**
   * The report with a page of samples for each model and task, the first {@value #PAGES} of them,
   * and links to these pages.
   *
   * @param most samples of a page, at least 1
   * @param folder folder of the pages, as seen from the report
   */
  static WithSamples withSamples(Lake lake, ReportSelection selection, int most, String folder) {
    NightReport making = new NightReport(lake);
    return making.withSamples(making.build(selection), most, folder);
  }

  private WithSamples withSamples(Report report, int most, String folder) {
    Map<String, Measured> pages = new LinkedHashMap<>();
    List<ResultRow> rows = new ArrayList<>();
    for (ResultRow row : report.results()) {
      Measured shown = measured.get(row.model() + "\n" + row.task());
      String file = "";
      if (shown != null && ResultNotes.members(shown.result()).isEmpty()) {
        file = pageName(shown);
        if (pages.size() < PAGES) {
          pages.putIfAbsent(file, shown);
        }
      }
      rows.add(pages.containsKey(file) ? row.sampledAt(folder + "/" + file) : row);
    }
    return new WithSamples(report.withResults(rows), new SampleSheets(view).sheets(pages, most));
  }

  /** A report and the pages that it links to, by the names of their files. */
  record WithSamples(Report report, Map<String, SampleSheet> pages) {}

  private static String pageName(Measured measured) {
    String name = measured.result().task() + "-" + measured.model().digest().substring(0, 12);
    return name.replaceAll("[^A-Za-z0-9._-]", "-") + ".html";
  }

  private Report build(ReportSelection selection) {
    List<ReportModel> models = new ModelIndex(view).find(selection.models());
    List<StoredResult> stored =
        view.results(models.stream().map(ReportModel::digest).distinct().toList());
    List<ResultRow> rows = ResultRow.correctedTogether(rows(models, stored));
    Set<String> roots = roots(models, stored);
    roots.addAll(selection.runs());
    List<RunRecord> runs = lineage.of(roots);
    List<String> runIds = runs.stream().map(RunRecord::runId).toList();
    Instant newest =
        runs.stream().map(RunRecord::finishedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
    return new Report(
        selection.title(),
        newest,
        view.root(),
        models,
        rows,
        tasks(),
        calibrations(),
        StoredSequence.of(view, models, stored, selection.sequence()).orElse(null),
        shares(runs),
        funnel(runs),
        view.rejects(runIds),
        view.curves(runs),
        runs.stream().map(Lineage::row).toList(),
        next(models, stored));
  }

  /** The rows task by task, and within a task model by model, each against the one before. */
  private List<ResultRow> rows(List<ReportModel> models, List<StoredResult> stored) {
    StoredComparison comparison = new StoredComparison(view, stored);
    GroupMembers members = new GroupMembers(stored);
    Map<String, List<Measured>> byScore = new LinkedHashMap<>();
    for (ReportModel model : models) {
      for (StoredResult result : newestEach(stored, model.digest())) {
        byScore
            .computeIfAbsent(lineKey(result), key -> new ArrayList<>())
            .add(new Measured(model, result));
      }
    }
    List<ResultRow> rows = new ArrayList<>();
    byScore.values().stream()
        .sorted(Comparator.comparing((List<Measured> group) -> group.get(0).result(), order()))
        .forEach(
            group -> {
              Measured before = null;
              for (Measured measured : group) {
                rows.add(
                    row(comparison, before, measured)
                        .split(split(measured.result(), members).orElse(null)));
                before = measured;
              }
            });
    return rows;
  }

  /** Scores stand in one line only where layout and examples are the same too. */
  private static String lineKey(StoredResult result) {
    return String.join(
        "\n",
        result.task(),
        result.scoreName(),
        result.layout(),
        Integer.toString(result.numFewshot()));
  }

  /** By task; within one, the scores as the run that measured them lists them. */
  private Comparator<StoredResult> order() {
    return Comparator.comparing(StoredResult::task)
        .thenComparingInt(this::place)
        .thenComparing(NightReport::lineKey);
  }

  private int place(StoredResult result) {
    List<String> values =
        view.run(result.runId()).map(run -> List.copyOf(run.values().keySet())).orElse(List.of());
    int at = values.indexOf(result.task() + "/" + result.scoreName());
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  /** A model's results; of several with one task and score, the one that was committed last. */
  private List<StoredResult> newestEach(List<StoredResult> stored, String digest) {
    Map<String, StoredResult> newest = new LinkedHashMap<>();
    for (StoredResult result : stored) {
      if (result.modelDigest().equals(digest)) {
        newest.merge(lineKey(result), result, (a, b) -> age(a.runId()) > age(b.runId()) ? a : b);
      }
    }
    return List.copyOf(newest.values());
  }

  private ResultRow row(StoredComparison comparison, @Nullable Measured before, Measured now) {
    StoredResult result = now.result();
    measured.putIfAbsent(now.model().name() + "\n" + result.task(), now);
    return result
        .row(
            now.model().name(),
            before == null
                ? null
                : comparison.of(before.model().name(), before.result(), result).orElse(null))
        .noted(ResultNotes.of(result));
  }

  private Optional<CleanSplit> split(StoredResult result, GroupMembers members) {
    return ResultNotes.members(result).isEmpty()
        ? contamination.split(result, view.scores(result))
        : contamination.splitOfGroup(result, members);
  }

  private Map<String, TaskFacts> tasks() {
    Map<String, TaskFacts> tasks = new LinkedHashMap<>();
    for (Measured each : measured.values()) {
      String task = each.result().task();
      tasks.putIfAbsent(task, new TaskFacts(task, ResultNotes.members(each.result()), 0));
    }
    return tasks;
  }

  private List<CalibrationRow> calibrations() {
    List<CalibrationRow> rows = new ArrayList<>();
    for (Measured each : measured.values()) {
      StoredCalibration.of(view, each.result())
          .ifPresent(
              found ->
                  rows.add(new CalibrationRow(each.model().name(), each.result().task(), found)));
    }
    return rows;
  }

  private Set<String> roots(List<ReportModel> models, List<StoredResult> stored) {
    Set<String> roots = new LinkedHashSet<>();
    for (ReportModel model : models) {
      if (model.runId().isEmpty()) {
        lineage.makers(model.path(), Instant.MAX).forEach(run -> roots.add(run.runId()));
      } else {
        roots.add(model.runId());
      }
    }
    for (ReportModel model : models) {
      for (StoredResult shown : newestEach(stored, model.digest())) {
        roots.add(shown.runId());
        roots.add(measuredBy(stored, shown));
      }
    }
    return roots;
  }

  /** The run that measured a result first: later ones with the same settings took it over. */
  private String measuredBy(List<StoredResult> stored, StoredResult shown) {
    return stored.stream()
        .filter(r -> r.modelDigest().equals(shown.modelDigest()) && r.comparable(shown))
        .map(StoredResult::runId)
        .min(Comparator.comparingInt(this::age))
        .orElse(shown.runId());
  }

  /** The place of a run among all, the oldest first. */
  private int age(String runId) {
    return runOrder.getOrDefault(runId, Integer.MAX_VALUE);
  }

  /** Shares of held-out pairs and steps that were told right, with their number. */
  private static List<MeasuredShare> shares(List<RunRecord> runs) {
    List<MeasuredShare> shares = new ArrayList<>();
    for (RunRecord run : runs) {
      run.values()
          .forEach(
              (name, value) -> {
                Long n = run.counts().get(countOf(name));
                if (n != null && n > 0) {
                  shares.add(
                      new MeasuredShare(
                          name, run.runId(), value, Wilson.interval(Math.round(value * n), n), n));
                }
              });
    }
    return shares;
  }

  /** The count of a run that a share is of; empty for what is no share. */
  private static String countOf(String value) {
    String name = value.startsWith("before/") ? value.substring("before/".length()) : value;
    return switch (name) {
      case "held-out/rewards/accuracies", "held-out/length-only/accuracies" -> "held-out-pairs";
      case "held-out/accuracy", "held-out/majority/accuracy" -> "held-out-steps";
      default -> "";
    };
  }

  private static List<FunnelStep> funnel(List<RunRecord> runs) {
    List<FunnelStep> steps = new ArrayList<>();
    for (RunRecord run : runs) {
      Long read = run.counts().get(READ);
      Long kept = run.counts().get(KEPT);
      if (read != null && kept != null) {
        String step = run.step();
        steps.add(new FunnelStep(step == null ? run.job() : step, run.runId(), read, kept));
      }
    }
    return steps;
  }

  private static List<String> next(List<ReportModel> models, List<StoredResult> stored) {
    List<String> next = new ArrayList<>();
    if (!models.isEmpty()) {
      ReportModel last = models.get(models.size() - 1);
      next.add("Try the model: ./nightshift generate --model " + last.path() + " --prompt \"…\"");
      stored.stream()
          .filter(r -> r.modelDigest().equals(last.digest()))
          .findFirst()
          .ifPresent(
              r ->
                  next.add(
                      "Its answers, one row each: table samples, model_digest "
                          + last.digest()
                          + ", task "
                          + r.task()));
    }
    if (!models.isEmpty() && !stored.isEmpty()) {
      next.add(
          "Samples of a score, the wrong ones first: ./nightshift report --samples "
              + stored.get(0).task()
              + " --model "
              + models.get(models.size() - 1).path());
      next.add("All models over all nights: ./nightshift report --leaderboard");
    }
    next.add("Refused rows with their bytes: table rejects; the runs: table runs");
    return next;
  }
}
