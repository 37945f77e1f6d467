package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumRecord;
import dev.nightshift.training.curriculum.CurriculumSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What makes {@link CurriculumOptions} another curriculum than that of a training that goes on. */
final class CurriculumResumption {

  private final JobArguments arguments;
  private final CurriculumOptions options;

  /** The going on with a job's options. */
  CurriculumResumption(JobArguments arguments, CurriculumOptions options) {
    this.arguments = arguments;
    this.options = options;
  }

  /**
   * Adds a fault for each value that was given and differs from that of the training that goes on.
   *
   * @param before the curriculum of the training so far; none where it had none
   */
  void check(Optional<CurriculumRecord> before, Faults faults) {
    String then = before.map(b -> b.settings().kind().label()).orElse(CurriculumKind.NONE);
    String now = options.kind().map(CurriculumKind::label).orElse(CurriculumKind.NONE);
    if (!then.equals(now)) {
      faults.add(
          "the model was trained with --"
              + CurriculumOptions.CURRICULUM
              + " "
              + then
              + ", and "
              + now
              + " is given",
          "option 'resume'",
          "Give --" + CurriculumOptions.CURRICULUM + " " + then + ", or leave out --resume.");
      return;
    }
    if (before.isEmpty()) {
      return;
    }
    CurriculumSettings settings = before.get().settings();
    texts(settings)
        .forEach(
            (name, value) -> {
              if (arguments.isGiven(name) && !same(arguments.text(name), value)) {
                faults.add(
                    "the model was trained with --"
                        + name
                        + " "
                        + value
                        + ", and "
                        + arguments.text(name)
                        + " is given",
                    "option 'resume'",
                    "Leave out --" + name + ": what the training began with is taken.");
              }
            });
  }

  /** What would have to be given for a curriculum. */
  private static Map<String, String> texts(CurriculumSettings settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(CurriculumOptions.STEPS, Long.toString(settings.steps()));
    texts.put(CurriculumOptions.START, Double.toString(settings.start()));
    texts.put(CurriculumOptions.POWER, Double.toString(settings.power()));
    texts.put(CurriculumOptions.LEVELS, Integer.toString(settings.levels()));
    texts.put(
        CurriculumOptions.DIRECTION,
        settings.hardFirst() ? CurriculumOptions.HARD_FIRST : CurriculumOptions.EASY_FIRST);
    texts.put(CurriculumOptions.MEASURE, settings.performance().measure());
    texts.put(CurriculumOptions.PROMOTE, Double.toString(settings.performance().promoteAt()));
    texts.put(CurriculumOptions.DEMOTE, Double.toString(settings.performance().demoteAt()));
    texts.put(CurriculumOptions.PATIENCE, Integer.toString(settings.performance().patience()));
    texts.put(CurriculumOptions.EXPLORE, Double.toString(settings.bandit().explore()));
    texts.put(CurriculumOptions.RATE, Double.toString(settings.bandit().rate()));
    texts.put(CurriculumOptions.CANDIDATES, Integer.toString(settings.selfPaced().candidates()));
    texts.put(CurriculumOptions.GROWTH, Double.toString(settings.selfPaced().growth()));
    return texts;
  }

  /** Whether texts of options are alike; numbers are by their values. */
  private static boolean same(String one, String other) {
    try {
      return Double.parseDouble(one) == Double.parseDouble(other);
    } catch (NumberFormatException e) {
      return one.equals(other);
    }
  }
}
