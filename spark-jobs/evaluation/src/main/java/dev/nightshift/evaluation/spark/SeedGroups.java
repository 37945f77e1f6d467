package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.report.SeedStudy;
import dev.nightshift.eval.stats.OverSeeds;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Trainings of a lake that differ in their seed alone, with what they measured of each held-out
 * example. Of several runs with one seed the newest counts.
 */
final class SeedGroups {

  private static final String START = "start";
  private static final String ACCURACIES = "/accuracies";
  // What may differ between trainings that are one but for the seed.
  private static final Set<String> OWN = Set.of("seed", "output", "lake", "live-log");

  private final LakeView view;
  private final String measure;

  SeedGroups(LakeView view, String measure) {
    this.view = view;
    this.measure = measure;
  }

  /** What a run measured at its steps: of each example the value, and its prompt. */
  private record Measured(RunRecord run, List<String> prompts, TreeMap<Long, double[]> steps) {}

  /** Runs that differ in their seed alone, by seed. */
  private record Group(String name, TreeMap<Long, Measured> seeds) {

    /** Values of all seeds at a step, those of the seeds that are asked for. */
    double[][] values(long step, Collection<Long> of) {
      return of.stream()
          .map(seed -> Objects.requireNonNull(seeds.get(seed)).steps().get(step))
          .map(Objects::requireNonNull)
          .toArray(double[][]::new);
    }

    Measured any() {
      return seeds.firstEntry().getValue();
    }

    /** Steps that all seeds measured. */
    TreeSet<Long> steps() {
      TreeSet<Long> steps = new TreeSet<>(any().steps().keySet());
      seeds.values().forEach(measured -> steps.retainAll(measured.steps().keySet()));
      return steps;
    }
  }

  /**
   * The study of all trainings of some jobs.
   *
   * @param jobs names of jobs; empty for all
   * @param baseline name of a training, {@code start}, or empty
   * @throws RequestException if nothing was measured, or there is no such baseline
   */
  SeedStudy study(List<String> jobs, String baseline) {
    List<Measured> runs = measured(jobs);
    if (runs.isEmpty()) {
      throw new RequestException(
          "no committed training has measured '" + measure + "' of single held-out examples",
          "table held_out of " + view.root(),
          "Give --measure rewards/accuracies for dpo and reward, or reward for ppo and grpo, and"
              + " leave --jobs out to see all.");
    }
    List<Group> groups = groups(runs);
    Group base = null;
    if (!baseline.isEmpty() && !baseline.equals(START)) {
      base =
          groups.stream()
              .filter(group -> group.name().equals(baseline))
              .findFirst()
              .orElseThrow(
                  () ->
                      new RequestException(
                          "no training is named '" + baseline + "'",
                          "option 'baseline'",
                          "There are: "
                              + groups.stream().map(Group::name).collect(Collectors.joining("; "))
                              + "; or give start."));
    }
    List<SeedStudy.Line> lines = new ArrayList<>();
    List<SeedStudy.Point> course = new ArrayList<>();
    for (Group group : groups) {
      for (long step : group.steps()) {
        course.add(new SeedStudy.Point(group.name(), step, value(group, step)));
      }
      long last = group.steps().last();
      boolean own = baseline.equals(START);
      OverSeeds difference =
          own
              ? difference(group, group.steps().first(), group)
              : base == null || base == group ? null : difference(base, base.steps().last(), group);
      lines.add(
          new SeedStudy.Line(
              group.name(),
              last,
              value(group, last),
              difference == null ? "" : own ? "its start" : baseline,
              difference));
    }
    Instant newest =
        runs.stream().map(m -> m.run().finishedAt()).max(Instant::compareTo).orElse(Instant.EPOCH);
    return new SeedStudy(measure, newest, view.root(), lines, course);
  }

  private static OverSeeds value(Group group, long step) {
    return OverSeeds.of(group.values(step, group.seeds().keySet()), group.any().prompts());
  }

  /** What a group has more than another, over the seeds of both; null on other examples. */
  private static @Nullable OverSeeds difference(Group before, long step, Group after) {
    TreeSet<Long> both = new TreeSet<>(before.seeds().keySet());
    both.retainAll(after.seeds().keySet());
    return both.isEmpty() || !before.any().prompts().equals(after.any().prompts())
        ? null
        : OverSeeds.ofDifference(
            before.values(step, both),
            after.values(after.steps().last(), both),
            after.any().prompts());
  }

  /**
   * Runs with equal settings and examples, named by the settings in which a job's groups differ.
   */
  private static List<Group> groups(List<Measured> runs) {
    Map<String, TreeMap<Long, Measured>> byKey = new LinkedHashMap<>();
    for (Measured measured : runs) {
      String key = measured.run().job() + settings(measured.run()) + measured.prompts();
      byKey.computeIfAbsent(key, k -> new TreeMap<>()).put(measured.run().seed(), measured);
    }
    List<Group> groups = new ArrayList<>();
    for (TreeMap<Long, Measured> seeds : byKey.values()) {
      RunRecord run = seeds.firstEntry().getValue().run();
      Set<String> differing = new TreeSet<>();
      for (TreeMap<Long, Measured> others : byKey.values()) {
        RunRecord other = others.firstEntry().getValue().run();
        if (other.job().equals(run.job())) {
          differing.addAll(differing(settings(run), settings(other)));
        }
      }
      String name =
          differing.stream()
              .map(key -> key + "=" + settings(run).getOrDefault(key, "none"))
              .collect(Collectors.joining(" "));
      groups.add(new Group(name.isEmpty() ? run.job() : run.job() + " " + name, seeds));
    }
    return groups;
  }

  private static TreeMap<String, String> settings(RunRecord run) {
    TreeMap<String, String> settings = new TreeMap<>(run.parameters());
    settings.keySet().removeAll(OWN);
    return settings;
  }

  private static Set<String> differing(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> Objects.equals(one.get(name), other.get(name)));
    return names;
  }

  private List<Measured> measured(List<String> jobs) {
    Map<String, RunRecord> runs = new LinkedHashMap<>();
    for (RunRecord run : view.runs()) {
      boolean asked = jobs.isEmpty() || jobs.contains(run.job());
      if (asked && run.outputs().containsKey(LakeTables.HELD_OUT.name())) {
        runs.put(run.runId(), run);
      }
    }
    Map<String, List<Row>> rows = new HashMap<>();
    view.table(LakeTables.HELD_OUT).stream()
        .flatMap(
            table ->
                table
                    .where(col(TableSchema.RUN_ID).isin(runs.keySet().toArray()))
                    .select(TableSchema.RUN_ID, "step", "example", "prompt", "values")
                    .orderBy("step", "example")
                    .collectAsList()
                    .stream())
        .forEach(row -> rows.computeIfAbsent(row.getString(0), k -> new ArrayList<>()).add(row));
    return runs.values().stream()
        .map(run -> measured(run, rows.getOrDefault(run.runId(), List.of())))
        .filter(Objects::nonNull)
        .toList();
  }

  /** What a run measured, from its rows in order; null where that is not what is asked for. */
  private @Nullable Measured measured(RunRecord run, List<Row> rows) {
    Map<Long, List<Double>> values = new TreeMap<>();
    List<String> prompts = new ArrayList<>();
    long first = rows.isEmpty() ? 0 : rows.get(0).getLong(1);
    for (Row row : rows) {
      Map<String, Double> of = row.getJavaMap(4);
      Double value = value(of);
      if (value == null) {
        return null;
      }
      values.computeIfAbsent(row.getLong(1), step -> new ArrayList<>()).add(value);
      if (row.getLong(1) == first) {
        prompts.add(row.getString(3));
      }
    }
    TreeMap<Long, double[]> steps = new TreeMap<>();
    values.forEach(
        (step, list) -> steps.put(step, list.stream().mapToDouble(Double::doubleValue).toArray()));
    return steps.isEmpty() ? null : new Measured(run, prompts, steps);
  }

  private @Nullable Double value(Map<String, Double> of) {
    Double value = of.get(measure);
    if (value != null || !measure.endsWith(ACCURACIES)) {
      return value;
    }
    String name = measure.substring(0, measure.length() - ACCURACIES.length());
    Double chosen = of.get(name + "/chosen");
    Double rejected = of.get(name + "/rejected");
    return chosen == null || rejected == null ? null : chosen > rejected ? 1.0 : 0.0;
  }
}
