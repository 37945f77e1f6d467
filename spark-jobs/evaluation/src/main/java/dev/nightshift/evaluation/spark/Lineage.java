package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.LineageRun;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.RunRecord.RunInput;
import dev.nightshift.runtime.lake.TableRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The runs that some runs rest on: those whose rows a table held at the version that was read, and
 * those that made the folder or file that was read, and so on.
 */
final class Lineage {

  private final LakeView view;

  Lineage(LakeView view) {
    this.view = view;
  }

  /** The given runs and all that they rest on, the oldest commit first. */
  List<RunRecord> of(Collection<String> runIds) {
    Map<String, RunRecord> found = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(runIds);
    while (!open.isEmpty()) {
      String runId = open.removeFirst();
      if (!found.containsKey(runId)) {
        view.run(runId)
            .ifPresent(
                run -> {
                  found.put(runId, run);
                  run.inputs().forEach(input -> before(run, input).forEach(open::add));
                });
      }
    }
    return view.runs().stream().filter(run -> found.containsKey(run.runId())).toList();
  }

  private Stream<String> before(RunRecord reader, RunInput input) {
    Long version = input.version();
    Long runsVersion = input.runsVersion();
    if (version != null && runsVersion != null) {
      String table = TableRef.parse(input.uri()).name();
      return view.lake().visibleRuns(new PinnedTable(table, version, runsVersion)).stream();
    }
    return makers(input.uri(), reader.startedAt()).stream().map(RunRecord::runId);
  }

  /**
   * The runs that made a folder or file, or something in or around it, before some time: of several
   * that wrote one artifact, the last.
   */
  Collection<RunRecord> makers(String reference, Instant before) {
    Path wanted = path(reference);
    Map<Path, RunRecord> last = new LinkedHashMap<>();
    for (RunRecord run : view.runs()) {
      if (run.startedAt().isBefore(before)) {
        run.artifacts().values().stream()
            .map(Lineage::path)
            .filter(made -> made.startsWith(wanted) || wanted.startsWith(made))
            .forEach(made -> last.put(made, run));
      }
    }
    return new LinkedHashSet<>(last.values());
  }

  /** The tables that a run read, as it read them. */
  static List<PinnedTable> tables(RunRecord run) {
    List<PinnedTable> tables = new ArrayList<>();
    for (RunInput input : run.inputs()) {
      Long version = input.version();
      Long runsVersion = input.runsVersion();
      if (version != null && runsVersion != null) {
        tables.add(new PinnedTable(TableRef.parse(input.uri()).name(), version, runsVersion));
      }
    }
    return tables;
  }

  static Path path(String reference) {
    return Path.of(reference.replaceFirst("^file:(//)?", "")).toAbsolutePath().normalize();
  }

  static LineageRun row(RunRecord run) {
    List<String> inputs = new ArrayList<>();
    for (RunInput input : run.inputs()) {
      inputs.add(
          input.name()
              + ": "
              + input.uri()
              + (input.version() == null ? "" : "@" + input.version()));
    }
    List<String> outputs = new ArrayList<>();
    run.outputs().forEach((table, version) -> outputs.add("table:" + table + "@" + version));
    run.artifacts().forEach((name, path) -> outputs.add(name + ": " + path));
    return new LineageRun(
        run.runId(),
        run.job() + " v" + run.jobVersion(),
        run.seed(),
        run.startedAt(),
        Duration.between(run.startedAt(), run.finishedAt()).toMillis() / 1000.0,
        inputs,
        outputs);
  }
}
