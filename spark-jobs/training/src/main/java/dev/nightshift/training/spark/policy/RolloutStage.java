package dev.nightshift.training.spark.policy;

import dev.nightshift.eval.reward.RewardsSpec;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.training.policy.Rollout;
import dev.nightshift.training.policy.RolloutDraw;
import dev.nightshift.training.policy.RolloutPlan;
import dev.nightshift.training.policy.RolloutPlan.Placed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Rollouts as a Spark stage: the prompts of an iteration are dealt out to all cores, each of which
 * answers passes of its own on one thread and asks for the rewards. The policy is named by its
 * folder and digest; each process loads it once. Neither the number of tasks nor that of cores can
 * show in the rollouts.
 */
final class RolloutStage {

  /** Tasks for each core, so that one that was dealt short answers takes more. */
  private static final int TASKS_OF_A_CORE = 2;

  private final SparkSession spark;
  private final RewardsSpec rewards;
  private final int threads;
  private final int partitions;

  /**
   * A stage.
   *
   * @param spark the session
   * @param rewards what answers get
   * @param threads cores of a process; 0 for those that it was started with
   * @param partitions tasks; 0 for two for each core
   */
  RolloutStage(SparkSession spark, RewardsSpec rewards, int threads, int partitions) {
    this.spark = spark;
    this.rewards = rewards;
    this.threads = threads;
    this.partitions = partitions;
  }

  /**
   * Answers prompts.
   *
   * @param folder the policy's folder, which every worker sees under this path
   * @param prompts the prompts with their places
   * @param draw how they are answered
   * @return the rollouts, in the order of their positions
   */
  List<Rollout> run(Path folder, List<Placed> prompts, RolloutDraw draw) {
    SparkContext context = spark.sparkContext();
    int slots = context.defaultParallelism();
    String digest = ModelDigest.of(folder).model();
    List<List<List<Placed>>> hands =
        RolloutPlan.dealt(
            RolloutPlan.parts(prompts, draw.samples()),
            partitions > 0 ? partitions : TASKS_OF_A_CORE * slots);
    RolloutSlice slice =
        new RolloutSlice(
            folder.toString(), digest, draw, rewards, threads, context.isLocal() ? slots : 1);
    List<Rollout> rollouts =
        new ArrayList<>(
            JavaSparkContext.fromSparkContext(context)
                .parallelize(hands, hands.size())
                .flatMap(slice)
                .collect());
    rollouts.sort(Comparator.comparingLong(Rollout::position));
    return rollouts;
  }
}
