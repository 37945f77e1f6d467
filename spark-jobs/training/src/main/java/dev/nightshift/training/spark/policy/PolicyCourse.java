package dev.nightshift.training.spark.policy;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.curriculum.IterationCurriculum;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.policy.PolicyIteration;
import dev.nightshift.training.policy.PolicyProgram;
import dev.nightshift.training.policy.Rollout;
import dev.nightshift.training.policy.RolloutDraw;
import dev.nightshift.training.policy.RolloutPlan;
import dev.nightshift.training.policy.RolloutPlan.Placed;
import dev.nightshift.training.policy.RolloutPrompt;
import dev.nightshift.training.spark.HeldOutRow;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.trainer.Evaluation.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The course of a training on rollouts: before the first segment of an iteration the policy answers
 * its prompts, and the rollouts are committed once. An iteration whose rollouts are there is read
 * back and not answered again, so a run that was killed goes on where it was.
 */
final class PolicyCourse implements TrainingFlow.Course {

  private static final RecordCodec<Rollout> CODEC =
      RecordCodec.of(Rollout.class, LakeTables.ROLLOUTS);

  private static final String TABLE = LakeTables.ROLLOUTS.name();

  private static final String REWARD = "reward";
  private static final String FINISHED = "finished";
  private static final String LENGTH = "length";
  private static final String PART = "rewards/";

  /**
   * What an iteration is made of.
   *
   * @param draft the program without rollouts
   * @param prompts the prompts to learn from
   * @param heldOut the prompts to measure on
   * @param rollouts of an iteration
   * @param steps planned steps of an iteration
   * @param curriculum the order of the prompts; null for a random one in each epoch
   */
  record Plan(
      PolicyProgram draft,
      List<RolloutPrompt> prompts,
      List<RolloutPrompt> heldOut,
      int rollouts,
      long steps,
      @Nullable IterationCurriculum curriculum) {

    Plan {
      prompts = List.copyOf(prompts);
      heldOut = List.copyOf(heldOut);
    }
  }

  private final JobContext context;
  private final RolloutStage stage;
  private final Plan plan;
  private final Path folder;
  private final List<Double> rewards = new ArrayList<>();

  /**
   * A course.
   *
   * @param context the run
   * @param stage answers prompts
   * @param plan what an iteration is made of
   * @param folder for the rollouts as workers read them
   */
  PolicyCourse(JobContext context, RolloutStage stage, Plan plan, Path folder) {
    this.context = context;
    this.stage = stage;
    this.plan = plan;
    this.folder = folder;
  }

  @Override
  public TrainingProgram program(Segment segment, Path start) throws IOException {
    if (segment.from() == segment.to()) {
      return plan.draft();
    }
    long number = segment.from() / plan.steps();
    List<Consumed> drawn = drawn(number);
    List<Rollout> rollouts =
        context.written(TABLE, number) ? readBack(number) : answered(number, start, drawn);
    PolicyProgram draft = plan.draft();
    return new PolicyProgram(
        draft.settings(),
        draft.tuning(),
        draft.policy(),
        draft.value(),
        draft.initial(),
        iteration(number, rollouts, drawn),
        draft.padding());
  }

  private List<Rollout> readBack(long number) {
    Dataset<Row> own = context.lake().ownRows(TABLE, context.runId());
    return CODEC.collect(own.where(own.col("iteration").equalTo(number)).orderBy("position"));
  }

  private List<Rollout> answered(long number, Path policy, List<Consumed> drawn) {
    long start = System.nanoTime();
    int group = plan.draft().policy().groupSize();
    long seed = plan.draft().settings().seed();
    List<Rollout> rollouts =
        stage.run(
            policy,
            plan.curriculum() == null
                ? RolloutPlan.ofIteration(plan.prompts(), prompts(), seed, number)
                : placed(drawn),
            new RolloutDraw(
                number,
                group,
                seed,
                plan.draft().policy().temperature(),
                plan.draft().policy().maxNewTokens()));
    double seconds = (System.nanoTime() - start) / 1e9;
    context.append(TABLE, LakeTables.ROLLOUTS, CODEC.dataset(context.spark(), rollouts), number);
    Map<String, Double> measured = measured(rollouts);
    context
        .progress()
        .line(
            String.format(
                Locale.ROOT,
                "iteration %d: reward %.4f, finished %.3f, %,.0f tokens/s over %d rollouts",
                number + 1,
                measured.getOrDefault(REWARD, Double.NaN),
                measured.getOrDefault(FINISHED, Double.NaN),
                measured.getOrDefault(LENGTH, 0.0) * rollouts.size() / seconds,
                rollouts.size()));
    return rollouts;
  }

  /** Prompts of an iteration. */
  private int prompts() {
    return plan.rollouts() / plan.draft().policy().groupSize();
  }

  /** What a curriculum draws for an iteration; nothing without one. */
  private List<Consumed> drawn(long number) {
    IterationCurriculum curriculum = plan.curriculum();
    if (curriculum == null) {
      return List.of();
    }
    return curriculum.ofIteration(
        prompts(), number, curriculum.hearsRewards() ? rewardsBefore(number) : List.of());
  }

  private List<Placed> placed(List<Consumed> drawn) {
    return drawn.stream()
        .map(prompt -> new Placed(prompt.place(), plan.prompts().get(prompt.example())))
        .toList();
  }

  /**
   * The mean reward of each iteration before one, from what is committed of this run. What was read
   * once is remembered, so that an iteration reads the rewards of the one before it and no more.
   */
  private List<Double> rewardsBefore(long number) {
    if (rewards.size() < number) {
      Dataset<Row> own = context.lake().ownRows(TABLE, context.runId());
      Column iteration = own.col("iteration");
      Map<Long, List<Double>> found = new TreeMap<>();
      for (Row row :
          own.where(iteration.geq(rewards.size()).and(iteration.lt(number)))
              .select("iteration", "position", REWARD)
              .orderBy("iteration", "position")
              .collectAsList()) {
        found.computeIfAbsent(row.getLong(0), n -> new ArrayList<>()).add(row.getDouble(2));
      }
      found.values().forEach(of -> rewards.add(mean(of)));
    }
    return List.copyOf(rewards.subList(0, Math.toIntExact(number)));
  }

  /** Summed in the order of the rollouts, as what is measured of them. */
  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  private PolicyIteration iteration(long number, List<Rollout> rollouts, List<Consumed> drawn)
      throws IOException {
    Path data = data(number);
    if (!SequenceFile.exists(data)) {
      try (SequenceWriter writer = new SequenceWriter(data)) {
        for (Rollout rollout : rollouts) {
          writer.add(RolloutPlan.sequence(rollout), rollout.promptTokens().size());
        }
        writer.finish();
      }
    }
    if (number > 0) {
      FolderSwap.delete(data(number - 1));
    }
    double penalty = plan.draft().policy().missingEosPenalty();
    Map<String, Double> measured = new LinkedHashMap<>();
    measured(rollouts)
        .forEach(
            (name, value) ->
                measured.put(name.startsWith(PART) ? name : "rollouts/" + name, value));
    return new PolicyIteration(
        number,
        number * plan.steps(),
        (number + 1) * plan.steps(),
        data.toString(),
        rollouts.stream().mapToDouble(r -> r.reward() - (r.finished() ? 0 : penalty)).toArray(),
        measured,
        drawn);
  }

  private Path data(long number) {
    return folder.resolve("rollouts-" + number);
  }

  private static List<Example> examples(List<Rollout> answers) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Rollout answer = answers.get(i);
      examples.add(new Example(i, answer.promptId(), measured(List.of(answer))));
    }
    return examples;
  }

  /** Means over rollouts: the reward and its parts, the share that is finished, the tokens. */
  private static Map<String, Double> measured(List<Rollout> rollouts) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Rollout rollout : rollouts) {
      sums.merge(REWARD, rollout.reward(), Double::sum);
      rollout.rewards().forEach((part, value) -> sums.merge(PART + part, value, Double::sum));
      sums.merge(FINISHED, rollout.finished() ? 1.0 : 0.0, Double::sum);
      sums.merge(LENGTH, (double) rollout.tokens().size(), Double::sum);
    }
    sums.replaceAll((name, sum) -> sum / rollouts.size());
    return sums;
  }

  /**
   * {@code held-out/reward} and its parts under {@code held-out/rewards/}, {@code
   * held-out/finished} and {@code held-out/length} of greedy answers; {@code
   * held-out/negative-reward} is what a better model has less of.
   */
  @Override
  public Map<String, Double> measure(Segment segment, Path checkpoint) {
    if (plan.heldOut().isEmpty()) {
      return Map.of();
    }
    List<Rollout> answers =
        stage.run(
            checkpoint,
            RolloutPlan.all(plan.heldOut()),
            RolloutDraw.greedy(plan.draft().policy().maxNewTokens()));
    HeldOutRow.commit(context, segment, examples(answers));
    Map<String, Double> measured = measured(answers);
    Map<String, Double> named = new LinkedHashMap<>();
    measured.forEach((name, value) -> named.put("held-out/" + name, value));
    named.put(PolicyJob.CRITERION, -named.getOrDefault("held-out/" + REWARD, 0.0));
    return named;
  }
}
