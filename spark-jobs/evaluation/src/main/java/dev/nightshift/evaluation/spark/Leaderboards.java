package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.report.Leaderboard;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.table.LakeTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes leaderboards from all that a lake holds. */
public final class Leaderboards {

  /** Models that are shown where nothing else is asked for. */
  public static final int MODELS = 10;

  private final LakeView view;
  private final Map<String, RunRecord> runs = new HashMap<>();

  private Leaderboards(Lake lake) {
    this.view = new LakeView(lake);
    view.runs().forEach(run -> runs.put(run.runId(), run));
  }

  /**
   * All models against all tasks.
   *
   * @param most models that are shown, the newest ones; at least 1
   */
  public static Leaderboard build(Lake lake, int most) {
    return new Leaderboards(lake).build(most);
  }

  private Leaderboard build(int most) {
    List<StoredResult> results =
        view.allResults().stream()
            .sorted(
                Comparator.comparing((StoredResult r) -> at(r)).thenComparing(StoredResult::runId))
            .toList();
    Map<String, RunRecord> first = new LinkedHashMap<>();
    Map<String, Map<String, StoredResult>> lines = new TreeMap<>();
    for (StoredResult result : results) {
      RunRecord run = runs.get(result.runId());
      if (run != null) {
        first.putIfAbsent(result.modelDigest(), run);
        // A later run takes over what an earlier one measured: the score is the same.
        lines
            .computeIfAbsent(lineKey(result), key -> new LinkedHashMap<>())
            .putIfAbsent(result.modelDigest(), result);
      }
    }
    List<String> all = List.copyOf(first.keySet());
    List<String> shown = all.subList(Math.max(0, all.size() - most), all.size());
    Map<String, String> names = names(shown);
    List<Leaderboard.Entrant> entrants = new ArrayList<>();
    for (String digest : shown) {
      RunRecord run = Objects.requireNonNull(first.get(digest));
      String night = run.night();
      entrants.add(
          new Leaderboard.Entrant(
              names.getOrDefault(digest, digest),
              digest,
              run.finishedAt(),
              night == null ? "" : night));
    }
    Instant newest =
        view.runs().stream()
            .map(RunRecord::finishedAt)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    return new Leaderboard(
        "Leaderboard",
        newest,
        view.root(),
        entrants,
        all.size() - shown.size(),
        lines.values().stream().map(line -> line(line, shown)).toList());
  }

  private Instant at(StoredResult result) {
    RunRecord run = runs.get(result.runId());
    return run == null ? Instant.MAX : run.finishedAt();
  }

  private static String lineKey(StoredResult r) {
    return String.join(
        "\n", r.task(), r.scoreName(), r.layout(), r.taskDigest(), r.settingsDigest());
  }

  private static Leaderboard.Line line(Map<String, StoredResult> byModel, List<String> shown) {
    StoredResult any = byModel.values().iterator().next();
    List<Leaderboard.@Nullable Score> scores = new ArrayList<>();
    for (String digest : shown) {
      StoredResult result = byModel.get(digest);
      scores.add(
          result == null
              ? null
              : new Leaderboard.Score(result.value(), result.stderr(), result.n()));
    }
    return new Leaderboard.Line(
        any.task(),
        any.layout(),
        any.numFewshot(),
        any.filter(),
        any.metric(),
        any.higherIsBetter(),
        ResultNotes.of(any),
        scores,
        byModel.values().stream().map(StoredResult::value).toList());
  }

  /** The stage of each model, made distinct by the first digits of its digest. */
  private Map<String, String> names(List<String> digests) {
    Map<String, String> stages = new HashMap<>();
    view.table(LakeTables.MODELS)
        .ifPresent(
            rows ->
                rows.where(col("model_digest").isin(digests.toArray()))
                    .select("model_digest", "stage")
                    .orderBy(col("made_at"), col("run_id"))
                    .collectAsList()
                    .forEach(row -> stages.putIfAbsent(row.getString(0), row.getString(1))));
    Map<String, String> names = new HashMap<>();
    for (String digest : digests) {
      names.put(digest, stages.getOrDefault(digest, "model") + " " + digest.substring(0, 8));
    }
    return names;
  }
}
