package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.report.Comparison;
import dev.nightshift.eval.report.FunnelStep;
import dev.nightshift.eval.report.MeasuredShare;
import dev.nightshift.eval.report.Report;
import dev.nightshift.eval.report.ReportModel;
import dev.nightshift.eval.report.ResultRow;
import dev.nightshift.eval.stats.Wilson;
import dev.nightshift.eval.task.TaskLibrary;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a report from what a lake holds. It is a function of the committed rows and the selection:
 * the same lake gives the same bytes, and its time is that of the newest run it rests on.
 */
public final class NightReport {

  private static final long SEED = 1;
  private static final String READ = "read";
  private static final String KEPT = "kept";

  private final LakeView view;
  private final Lineage lineage;
  private final StoredContamination contamination;
  private final TaskLibrary library = TaskLibrary.builtIn();
  private final Map<String, Integer> runOrder = new HashMap<>();
  private final Map<String, List<String>> filterOrder = new HashMap<>();

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
        Map.of(),
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
    Map<String, List<Measured>> byScore = new LinkedHashMap<>();
    for (ReportModel model : models) {
      for (StoredResult result : newestEach(stored, model.digest())) {
        byScore
            .computeIfAbsent(result.task() + "\n" + result.scoreName(), key -> new ArrayList<>())
            .add(new Measured(model, result));
      }
    }
    List<ResultRow> rows = new ArrayList<>();
    byScore.values().stream()
        .sorted(Comparator.comparing((List<Measured> group) -> sortKey(group.get(0).result())))
        .forEach(
            group -> {
              Measured before = null;
              for (Measured measured : group) {
                rows.add(row(before, measured));
                before = measured;
              }
            });
    return rows;
  }

  /** By task; within one, the filters as the task lists them, and unknown ones by name. */
  private String sortKey(StoredResult result) {
    List<String> filters =
        filterOrder.computeIfAbsent(
            result.task(),
            task ->
                library.names().contains(task)
                    ? library.load(List.of(task)).get(0).filters().stream()
                        .map(FilterPipeline::name)
                        .toList()
                    : List.of());
    int at = filters.indexOf(result.filter());
    return result.task() + "\n" + (at < 0 ? "~" : (char) ('A' + at)) + "\n" + result.scoreName();
  }

  private record Measured(ReportModel model, StoredResult result) {}

  /** A model's results; of several with one task and score, the one that was committed last. */
  private List<StoredResult> newestEach(List<StoredResult> stored, String digest) {
    Map<String, StoredResult> newest = new LinkedHashMap<>();
    for (StoredResult result : stored) {
      if (result.modelDigest().equals(digest)) {
        newest.merge(
            result.task() + "\n" + result.scoreName(),
            result,
            (a, b) -> age(a.runId()) > age(b.runId()) ? a : b);
      }
    }
    return List.copyOf(newest.values());
  }

  private ResultRow row(@Nullable Measured before, Measured measured) {
    StoredResult result = measured.result();
    return result
        .row(measured.model().name(), compare(before, measured))
        .split(contamination.split(result, view.scores(result)).orElse(null));
  }

  private @Nullable Comparison compare(@Nullable Measured before, Measured after) {
    if (before == null || !before.result().comparable(after.result())) {
      return null;
    }
    Map<String, Double> first = view.scores(before.result());
    Map<String, Double> second = view.scores(after.result());
    if (first.isEmpty() || !first.keySet().equals(second.keySet())) {
      return null;
    }
    return Comparison.paired(
        before.model().name(),
        first.values().stream().mapToDouble(Double::doubleValue).toArray(),
        second.values().stream().mapToDouble(Double::doubleValue).toArray(),
        after.result().higherIsBetter(),
        SEED);
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
