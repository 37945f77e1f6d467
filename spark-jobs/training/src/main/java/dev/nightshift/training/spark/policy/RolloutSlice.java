package dev.nightshift.training.spark.policy;

import dev.nightshift.eval.reward.Rewards;
import dev.nightshift.eval.reward.RewardsSpec;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.runtime.model.ModelHolder;
import dev.nightshift.training.policy.Rollout;
import dev.nightshift.training.policy.RolloutDraw;
import dev.nightshift.training.policy.RolloutPlan.Placed;
import dev.nightshift.training.trainer.Lanes;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Answers one task's share of an iteration with the policy that the process holds. */
final class RolloutSlice implements FlatMapFunction<List<List<Placed>>, Rollout> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String digest;
  private final RolloutDraw draw;
  private final RewardsSpec rewards;
  private final int threads;
  private final int neighbours;

  /**
   * A slice.
   *
   * @param folder the policy's folder, which every worker sees under this path
   * @param digest its model digest
   * @param draw how answers are drawn
   * @param rewards what they get
   * @param threads cores of a process; 0 for those that it was started with
   * @param neighbours tasks that share a process
   */
  RolloutSlice(
      String folder,
      String digest,
      RolloutDraw draw,
      RewardsSpec rewards,
      int threads,
      int neighbours) {
    this.folder = folder;
    this.digest = digest;
    this.draw = draw;
    this.rewards = rewards;
    this.threads = threads;
    this.neighbours = neighbours;
  }

  @Override
  public Iterator<Rollout> call(List<List<Placed>> parts) {
    int cores = threads > 0 ? threads : NativeThreads.ofProcess();
    int lanes = Math.max(1, Math.min(parts.size(), cores / neighbours));
    try (ModelHolder.Lease lease = ModelHolder.process().borrow(Path.of(folder), digest);
        Rewards opened = rewards.open();
        Lanes own = new Lanes(lanes)) {
      return draw.run(lease.model(), digest, parts, own, opened).iterator();
    }
  }
}
