package dev.nightshift.training.spark.policy;

import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemSet;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.eval.reward.RewardsSpec;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.policy.InitialValue;
import dev.nightshift.training.policy.PolicyProgram;
import dev.nightshift.training.policy.PolicySettings;
import dev.nightshift.training.policy.RolloutPrompt;
import dev.nightshift.training.spark.PromptReader;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.spark.TrainingJob;
import dev.nightshift.training.spark.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the jobs share that learn from rollouts; they differ in their defaults. Each iteration
 * answers prompts on all executors, commits the answers with their rewards to {@code rollouts}, and
 * trains on them.
 */
abstract class PolicyJob extends TrainingJob {

  /** What a better model has less of. */
  static final String CRITERION = "held-out/negative-reward";

  private static final String TRAIN = "train";

  /** The defaults of the method. */
  abstract PolicyOptions.Defaults defaults();

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<JobOption> options() {
    return PolicyOptionList.all(defaults());
  }

  @Override
  public Map<String, String> furtherInputs(JobArguments arguments) {
    Faults faults = new Faults();
    RewardsSpec rewards = new PolicyOptions(arguments).rewards(faults);
    Map<String, String> inputs = new TreeMap<>();
    if (faults.list().isEmpty()) {
      rewards
          .inputs()
          .forEach((reward, path) -> inputs.put(PolicyOptions.REWARD + " " + reward, path));
    }
    return inputs;
  }

  @Override
  protected void checkLength(TrainingOptions options, Faults faults) {}

  @Override
  protected void checkMethod(JobArguments arguments, Faults faults) {
    new PolicyOptions(arguments).check(faults);
    PromptCurriculum.check(arguments, faults);
  }

  @Override
  protected Prepared prepare(Preparation p) throws IOException {
    PolicyOptions options = new PolicyOptions(p.arguments());
    Faults faults = new Faults();
    RewardsSpec rewards = options.rewards(faults);
    Optional<ProblemSet> problems = options.problems(faults);
    faults.throwIfAny();
    int room = Math.min(p.options().maxLength(), WorkingModel.config(p.initial()).maxPositions());
    if (room <= options.maxNewTokens()) {
      throw new RequestException(
          "the model's context of " + room + " tokens leaves no room for a prompt",
          "option 'max-new-tokens'",
          "Lower it.");
    }
    PromptReader reader =
        new PromptReader(p, name(), room - options.maxNewTokens(), options.truncatesPrompts());
    List<RolloutPrompt> prompts = prompts(p, reader, problems, rewards);
    List<RolloutPrompt> heldOut = heldOut(p, reader, problems, rewards);
    if (prompts.size() < options.prompts()) {
      throw new RequestException(
          "an iteration answers " + options.prompts() + " prompts, and there are " + prompts.size(),
          "option 'rollouts-per-iteration'",
          "Lower it, raise --group-size, or give more prompts.");
    }
    PolicySettings policy = options.settings();
    InitialValue.write(p.initial(), options.value(), rewardModel(p));
    PolicyProgram draft =
        new PolicyProgram(
            p.options().settings(p.context(), options.steps()),
            p.options().tuning(),
            policy,
            options.value(),
            p.initial().toString(),
            null,
            p.encoding().padding());
    RolloutStage stage =
        new RolloutStage(
            p.context().spark(), rewards, p.options().execution().threads(), options.partitions());
    PolicyCourse.Plan plan =
        new PolicyCourse.Plan(
            draft,
            prompts,
            heldOut,
            options.rollouts(),
            options.stepsOfIteration(),
            PromptCurriculum.of(p, prompts, options.steps() / options.stepsOfIteration()));
    JobOutcome outcome =
        JobOutcome.empty()
            .count("prompts", prompts.size())
            .count("held-out-prompts", heldOut.size())
            .count("rollouts", options.steps() / options.stepsOfIteration() * options.rollouts());
    return new Prepared(
        new PolicyCourse(p.context(), stage, plan, p.folder()),
        options.steps(),
        options.stepsOfIteration(),
        heldOut.isEmpty() ? null : CRITERION,
        reader.addTo(outcome));
  }

  private static List<RolloutPrompt> prompts(
      Preparation p, PromptReader reader, Optional<ProblemSet> problems, RewardsSpec rewards)
      throws IOException {
    return problems.isPresent()
        ? reader.of(drawn(problems.get(), p, Split.TRAIN, problems.get().count()))
        : reader.read(PolicyOptions.DATA, TRAIN, rewards.fields(), Integer.MAX_VALUE, 0);
  }

  private static List<RolloutPrompt> heldOut(
      Preparation p, PromptReader reader, Optional<ProblemSet> problems, RewardsSpec rewards)
      throws IOException {
    int limit = p.options().validationLimit();
    if (p.arguments().has(PolicyOptions.VALIDATION)) {
      return reader.read(
          PolicyOptions.VALIDATION, PolicyOptions.VALIDATION, rewards.fields(), limit, 1);
    }
    if (problems.isPresent()) {
      return reader.of(drawn(problems.get(), p, Split.HELD_OUT, limit));
    }
    return p.reader().hasSplit(PolicyOptions.DATA, PolicyOptions.VALIDATION)
        ? reader.read(PolicyOptions.DATA, PolicyOptions.VALIDATION, rewards.fields(), limit, 1)
        : List.of();
  }

  private static List<Problem> drawn(ProblemSet set, Preparation p, Split split, int most) {
    try {
      return set.problems(p.context().seed(), split, most);
    } catch (IllegalArgumentException e) {
      throw new RequestException(
          String.valueOf(e.getMessage()),
          "option 'problems'",
          "Lower count or beyond, or raise max-term.");
    }
  }

  private static @Nullable Path rewardModel(Preparation p) {
    if (!p.arguments().has(PolicyOptions.REWARD_MODEL)) {
      return null;
    }
    if (!(p.context().input(PolicyOptions.REWARD_MODEL) instanceof Input.OfFiles)) {
      throw new RequestException(
          "--reward-model names a table", "option 'reward-model'", "Name a folder.");
    }
    return p.model().folder(PolicyOptions.REWARD_MODEL);
  }

  @Override
  protected JobOutcome summarise(JobOutcome outcome, TrainingFlow.Result result) {
    JobOutcome more = outcome;
    for (Map.Entry<String, Double> value : result.before().entrySet()) {
      if (!value.getKey().equals(CRITERION)) {
        more = more.value("before/" + value.getKey(), value.getValue());
      }
    }
    for (Map.Entry<String, Double> value : result.after().entrySet()) {
      if (!value.getKey().equals(CRITERION)) {
        more = more.value(value.getKey(), value.getValue());
      }
    }
    return more;
  }
}
