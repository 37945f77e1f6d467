package dev.nightshift.runtime.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a table back to what it was made of, by the rows of {@code runs}: the run that wrote it
 * names the table that it read, and so on.
 */
public final class Lineage {

  private static final String INPUT = "input";
  private static final int LONGEST = 32;

  private Lineage() {}

  /**
   * A table on the way.
   *
   * @param table the table as it was read
   * @param runs the runs whose rows it shows, the newest first
   */
  public record Step(PinnedTable table, List<RunRecord> runs) {}

  /**
   * The steps from a table back, the table itself first. The way ends where several runs wrote a
   * table, or where the one that did read no table as its option {@code input}.
   */
  public static List<Step> of(Lake lake, PinnedTable table) {
    Map<String, RunRecord> committed = new HashMap<>();
    lake.runs().committed(lake.runs().version()).forEach(run -> committed.put(run.runId(), run));
    List<Step> steps = new ArrayList<>();
    Optional<PinnedTable> at = Optional.of(table);
    while (at.isPresent() && steps.size() < LONGEST) {
      List<RunRecord> runs =
          lake.visibleRuns(at.get()).stream()
              .filter(committed::containsKey)
              .map(committed::get)
              .sorted(Comparator.comparing(RunRecord::finishedAt).reversed())
              .toList();
      steps.add(new Step(at.get(), runs));
      at = runs.size() == 1 ? source(lake, runs.get(0)) : Optional.empty();
    }
    return steps;
  }

  private static Optional<PinnedTable> source(Lake lake, RunRecord run) {
    for (RunRecord.RunInput input : run.inputs()) {
      Long version = input.version();
      Long runsVersion = input.runsVersion();
      if (input.name().equals(INPUT)
          && TableRef.isTable(input.uri())
          && version != null
          && runsVersion != null) {
        String name = input.uri().substring(TableRef.PREFIX.length());
        return lake.exists(name)
            ? Optional.of(new PinnedTable(name, version, runsVersion))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
