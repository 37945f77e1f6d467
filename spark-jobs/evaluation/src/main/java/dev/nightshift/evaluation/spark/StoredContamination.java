package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.metric.GroupMean;
import dev.nightshift.eval.report.CleanSplit;
import dev.nightshift.eval.task.TaskGroup;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the job {@code contamination} found of the items of tasks. */
final class StoredContamination {

  /** The items that one run looked for. */
  private record Search(
      String runId,
      String model,
      String against,
      Set<String> items,
      Set<String> found,
      Set<String> tooShort) {}

  private final LakeView view;
  private final Map<String, List<Search>> byTask = new HashMap<>();

  StoredContamination(LakeView view) {
    this.view = view;
  }

  /**
   * The parts of a score by the newest search for the task's items in the model's own training
   * data, else by the newest search at all; empty where there was none.
   */
  Optional<CleanSplit> split(StoredResult result, Map<String, Double> scores) {
    List<Search> searches = byTask.computeIfAbsent(result.taskDigest(), this::searches);
    return searches.stream()
        .filter(s -> s.model().equals(result.modelDigest()))
        .findFirst()
        .or(() -> searches.stream().findFirst())
        .flatMap(s -> CleanSplit.of(scores, s.items(), s.found(), shown(s)));
  }

  /**
   * The parts of a group's score, from those of the tasks below it, which weigh as they do in the
   * score; empty unless each has been searched. A part is missing where tasks that weigh alike lack
   * it: it would be that of another group.
   *
   * @param members results of the group's tasks and of the groups in it
   */
  Optional<CleanSplit> splitOfGroup(StoredResult group, GroupMembers members) {
    List<CleanSplit> parts = new ArrayList<>();
    List<StoredResult> tasks = members.of(group);
    if (tasks.size() < ResultNotes.members(group).size()) {
      return Optional.empty();
    }
    for (StoredResult member : tasks) {
      Optional<CleanSplit> part =
          ResultNotes.members(member).isEmpty()
              ? split(member, view.scores(member))
              : Optional.empty();
      if (part.isEmpty() && ResultNotes.members(member).isEmpty()) {
        return Optional.empty();
      }
      part.ifPresent(parts::add);
    }
    boolean bySize = !TaskGroup.aggregation().equals(group.aggregation());
    return CleanSplit.ofParts(
        parts, bySize ? GroupMean.Weighting.BY_SIZE : GroupMean.Weighting.EQUAL);
  }

  private static String shown(Search search) {
    return search.tooShort().isEmpty()
        ? search.against()
        : search.against() + " (" + search.tooShort().size() + " items too short to be looked for)";
  }

  /** The searches for a task's items, the newest first. */
  private List<Search> searches(String taskDigest) {
    Optional<Dataset<Row>> table = view.table(LakeTables.ITEM_CONTAMINATIONS);
    if (table.isEmpty()) {
      return List.of();
    }
    Map<String, Search> byRun = new HashMap<>();
    for (Row row :
        table
            .get()
            .where(col("task_digest").equalTo(taskDigest))
            .select("run_id", "model_digest", "against", "sample_id", "contaminated", "searched")
            .collectAsList()) {
      Search search =
          byRun.computeIfAbsent(
              row.getString(0),
              run ->
                  new Search(
                      run,
                      Objects.requireNonNullElse(row.getString(1), ""),
                      row.getString(2),
                      new HashSet<>(),
                      new HashSet<>(),
                      new HashSet<>()));
      search.items().add(row.getString(3));
      if (row.getBoolean(4)) {
        search.found().add(row.getString(3));
      }
      if (!row.getBoolean(5)) {
        search.tooShort().add(row.getString(3));
      }
    }
    List<String> order = view.runs().stream().map(run -> run.runId()).toList();
    return byRun.values().stream()
        .sorted((a, b) -> Integer.compare(order.indexOf(b.runId()), order.indexOf(a.runId())))
        .toList();
  }
}
