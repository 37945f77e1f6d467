package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with {@link CurriculumOptions}, by themselves or together. */
final class CurriculumChecks {

  /** The kinds that an option says something to. */
  private static final Map<String, Set<CurriculumKind>> OF_KINDS = ofKinds();

  private final JobArguments arguments;
  private final CurriculumOptions options;

  /** Checks of a job's options. */
  CurriculumChecks(JobArguments arguments, CurriculumOptions options) {
    this.arguments = arguments;
    this.options = options;
  }

  private static Map<String, Set<CurriculumKind>> ofKinds() {
    Set<CurriculumKind> growing =
        EnumSet.of(
            CurriculumKind.LINEAR,
            CurriculumKind.ROOT,
            CurriculumKind.ROOT_P,
            CurriculumKind.STEP,
            CurriculumKind.EXPONENTIAL);
    Set<CurriculumKind> timed = EnumSet.copyOf(growing);
    timed.add(CurriculumKind.SELF_PACED);
    Set<CurriculumKind> ordered = EnumSet.allOf(CurriculumKind.class);
    ordered.removeIf(kind -> !kind.needsDifficulty());
    Map<String, Set<CurriculumKind>> kinds = new LinkedHashMap<>();
    kinds.put(CurriculumOptions.DIFFICULTY, EnumSet.allOf(CurriculumKind.class));
    kinds.put(CurriculumOptions.SCORE, EnumSet.allOf(CurriculumKind.class));
    kinds.put(CurriculumOptions.STEPS, timed);
    kinds.put(CurriculumOptions.START, growing);
    kinds.put(CurriculumOptions.POWER, EnumSet.of(CurriculumKind.ROOT_P));
    kinds.put(
        CurriculumOptions.LEVELS,
        EnumSet.of(
            CurriculumKind.STEP,
            CurriculumKind.EXPONENTIAL,
            CurriculumKind.SELF_PACED,
            CurriculumKind.PERFORMANCE,
            CurriculumKind.BANDIT));
    kinds.put(CurriculumOptions.DIRECTION, ordered);
    for (String name :
        List.of(
            CurriculumOptions.MEASURE,
            CurriculumOptions.PROMOTE,
            CurriculumOptions.DEMOTE,
            CurriculumOptions.PATIENCE)) {
      kinds.put(name, EnumSet.of(CurriculumKind.PERFORMANCE));
    }
    kinds.put(CurriculumOptions.EXPLORE, EnumSet.of(CurriculumKind.BANDIT));
    kinds.put(CurriculumOptions.RATE, EnumSet.of(CurriculumKind.BANDIT));
    kinds.put(CurriculumOptions.CANDIDATES, EnumSet.of(CurriculumKind.SELF_PACED));
    kinds.put(CurriculumOptions.GROWTH, EnumSet.of(CurriculumKind.SELF_PACED));
    return Collections.unmodifiableMap(kinds);
  }

  /**
   * Adds a fault for each value that is wrong.
   *
   * @param measures what {@code performance} can go by, beside the loss
   */
  void check(Faults faults, List<String> measures) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    if (options.kind().isEmpty()) {
      for (String name : OF_KINDS.keySet()) {
        if (arguments.isGiven(name)) {
          faults.add(
              "--" + name + " was given without a curriculum", "", "Give --curriculum, or not.");
        }
      }
      return;
    }
    CurriculumKind kind = options.kind().orElseThrow();
    OF_KINDS.forEach(
        (name, kinds) -> {
          if (arguments.isGiven(name) && !kinds.contains(kind)) {
            faults.add(
                "--" + name + " says nothing to --curriculum " + kind.label(),
                "",
                "Leave it out: it belongs to "
                    + String.join(", ", kinds.stream().map(CurriculumKind::label).toList())
                    + ".");
          }
        });
    checks.range(CurriculumOptions.START, Double.MIN_VALUE, 1);
    checks.range(CurriculumOptions.POWER, Double.MIN_VALUE, 100);
    checks.range(CurriculumOptions.EXPLORE, 0, 1);
    checks.range(CurriculumOptions.RATE, Double.MIN_VALUE, 1);
    checks.range(CurriculumOptions.GROWTH, Math.nextUp(1.0), 1e6);
    checks.count(CurriculumOptions.STEPS, 1);
    checks.count(CurriculumOptions.LEVELS, 1);
    checks.count(CurriculumOptions.PATIENCE, 1);
    checks.count(CurriculumOptions.CANDIDATES, 2);
    if (kind == CurriculumKind.PERFORMANCE) {
      checkMeasure(faults, measures);
      checkThresholds(faults);
    }
  }

  private void checkMeasure(Faults faults, List<String> measures) {
    String measure = arguments.text(CurriculumOptions.MEASURE);
    if (!measure.equals(Performance.LOSS) && !measures.contains(measure)) {
      faults.add(
          "--" + CurriculumOptions.MEASURE + " is '" + measure + "'",
          "",
          "Give one of: "
              + Performance.LOSS
              + measures.stream().map(name -> ", " + name).collect(Collectors.joining())
              + ".");
    }
  }

  private void checkThresholds(Faults faults) {
    if (goesOn()
        && !arguments.has(CurriculumOptions.PROMOTE)
        && !arguments.has(CurriculumOptions.DEMOTE)) {
      return;
    }
    if (!arguments.has(CurriculumOptions.PROMOTE) || !arguments.has(CurriculumOptions.DEMOTE)) {
      faults.add(
          "--curriculum performance has no thresholds",
          "",
          "Give --" + CurriculumOptions.PROMOTE + " and --" + CurriculumOptions.DEMOTE + ".");
      return;
    }
    boolean loss = arguments.text(CurriculumOptions.MEASURE).equals(Performance.LOSS);
    double promote = arguments.number(CurriculumOptions.PROMOTE);
    double demote = arguments.number(CurriculumOptions.DEMOTE);
    if (loss ? promote >= demote : promote <= demote) {
      faults.add(
          "--"
              + CurriculumOptions.PROMOTE
              + " is "
              + promote
              + " and --"
              + CurriculumOptions.DEMOTE
              + " is "
              + demote,
          "",
          loss
              ? "Of the loss less is better: promote at less."
              : "Of "
                  + arguments.text(CurriculumOptions.MEASURE)
                  + " more is better: promote at more.");
    }
  }

  /** Adds a fault where a curriculum needs a table of difficulties and there is none. */
  void requireDifficulty(Faults faults) {
    if (options.kind().filter(CurriculumKind::needsDifficulty).isPresent()
        && !arguments.has(CurriculumOptions.DIFFICULTY)) {
      faults.add(
          "--curriculum "
              + arguments.text(CurriculumOptions.CURRICULUM)
              + " has no --"
              + CurriculumOptions.DIFFICULTY,
          "",
          "Make the table with the job difficulty and give --difficulty table:difficulty.");
    }
  }

  /** Whether the training goes on with one that has thresholds of its own. */
  private boolean goesOn() {
    return arguments.find(ModelSource.RESUME).orElse("false").equals("true");
  }
}
