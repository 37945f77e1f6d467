package dev.nightshift.training.spark.policy;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.curriculum.IterationCurriculum;
import dev.nightshift.training.policy.RolloutPrompt;
import dev.nightshift.training.spark.CurriculumOptions;
import dev.nightshift.training.spark.LevelText;
import dev.nightshift.training.spark.RowDifficulty;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The curriculum over prompts that a policy answers. Their difficulty comes from a table, by the
 * prompt's id, or else from the prompt: its number of tokens, or one of its fields.
 */
final class PromptCurriculum {

  private static final String LENGTH = "length";

  private PromptCurriculum() {}

  /** Adds a fault for each option that is wrong. */
  static void check(JobArguments arguments, Faults faults) {
    CurriculumOptions options = new CurriculumOptions(arguments);
    options.check(faults, List.of(IterationCurriculum.REWARD));
    if (options.kind().filter(kind -> kind == CurriculumKind.SELF_PACED).isPresent()) {
      faults.add(
          "--curriculum self-paced asks for losses, and prompts have none before they are answered",
          "",
          "Give performance or bandit, which go by rewards.");
    }
  }

  /**
   * The curriculum that was asked for, or null.
   *
   * @param prompts all prompts
   * @param iterations of the training
   */
  static @Nullable IterationCurriculum of(
      Preparation p, List<RolloutPrompt> prompts, long iterations) {
    CurriculumOptions options = new CurriculumOptions(p.arguments());
    if (options.kind().isEmpty()) {
      return null;
    }
    List<String> ids = prompts.stream().map(RolloutPrompt::id).toList();
    double[] values =
        options.hasTable()
            ? RowDifficulty.ofTable(p, options.score()).of(ids)
            : ofPrompts(prompts, options.score().orElse(LENGTH));
    return new IterationCurriculum(
        options.settings(iterations), Difficulties.of(values, ids), p.context().seed());
  }

  private static double[] ofPrompts(List<RolloutPrompt> prompts, String score) {
    double[] values = new double[prompts.size()];
    for (int i = 0; i < values.length; i++) {
      RolloutPrompt prompt = prompts.get(i);
      values[i] = score.equals(LENGTH) ? prompt.tokens().length : field(prompt, score);
    }
    return values;
  }

  private static double field(RolloutPrompt prompt, String name) {
    String value = prompt.fields().get(name);
    double number = value == null ? Double.NaN : LevelText.number(value);
    if (Double.isNaN(number)) {
      throw new RequestException(
          "prompt "
              + prompt.id()
              + (value == null
                  ? " has no field '" + name + "'"
                  : " has " + name + " '" + value + "'"),
          "option 'difficulty-score'",
          "Give length, a field with numbers (this prompt has "
              + new TreeSet<>(prompt.fields().keySet())
              + "), or a table with --difficulty.");
    }
    return number;
  }
}
