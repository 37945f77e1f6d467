package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.NightLog;
import dev.nightshift.pipelines.schedule.NightRow;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The runs of a night, for its report. */
final class NightRuns {

  private NightRuns() {}

  /**
   * The runs of the night that a user names.
   *
   * @param wanted a date in the zone of its schedule, or a night's id
   * @param runs all runs of the lake
   * @throws RequestException if there is none
   */
  static List<RunRecord> of(String wanted, Lake opened, List<RunRecord> runs) {
    List<NightRow> nights = new NightLog(opened).all();
    Optional<NightRow> found =
        nights.stream()
            .filter(n -> n.nightId().equals(wanted) || n.date().equals(wanted))
            .findFirst();
    if (found.isEmpty()) {
      throw new RequestException(
          "there is no night '" + wanted + "'",
          "--night",
          nights.isEmpty()
              ? "No night has ended yet."
              : "The last one is " + nights.get(0).date() + "; 'schedule history' lists them.");
    }
    return of(found.get(), nights, runs);
  }

  /**
   * What the lake held of a night's pipeline when the night ended. A step that was unchanged keeps
   * the night that it ran in, so the pipeline is told by all nights of the schedule up to this one,
   * and its runs by time.
   */
  static List<RunRecord> of(NightRow night, List<NightRow> nights, List<RunRecord> runs) {
    Set<String> upToThis =
        nights.stream()
            .filter(n -> n.schedule().equals(night.schedule()))
            .filter(n -> !n.finishedAt().isAfter(night.finishedAt()))
            .map(NightRow::nightId)
            .collect(Collectors.toSet());
    Set<String> pipelines = new HashSet<>();
    for (RunRecord run : runs) {
      String of = run.night();
      String pipeline = run.pipeline();
      if (of != null && pipeline != null && upToThis.contains(of)) {
        pipelines.add(pipeline);
      }
    }
    return runs.stream()
        .filter(r -> !r.finishedAt().isAfter(night.finishedAt()))
        .filter(r -> pipelines.isEmpty() || pipelines.contains(String.valueOf(r.pipeline())))
        .toList();
  }
}
