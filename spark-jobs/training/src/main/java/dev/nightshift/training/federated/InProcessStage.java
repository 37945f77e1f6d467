package dev.nightshift.training.federated;

import dev.nightshift.training.federated.aggregate.Distances;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.SlotNode;
import dev.nightshift.training.federated.aggregate.SlotTree;
import dev.nightshift.training.federated.client.ClientSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs all clients of a round in this process, one after the other. A robust rule holds all their
 * vectors at once.
 */
public final class InProcessStage implements ClientStage {

  private final ClientSession session;
  private final @Nullable RobustRule rule;

  /**
   * A stage.
   *
   * @param session the model and the data; stays the caller's to close
   * @param rule the robust rule, or null for the weighted sum
   */
  public InProcessStage(ClientSession session, @Nullable RobustRule rule) {
    this.session = session;
    this.rule = rule;
  }

  @Override
  public RoundResult run(RoundTask task) throws IOException {
    ClientWork work = new ClientWork(task, session);
    List<ClientReport> reports = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    SlotTree<float[]> tree = SlotTree.ofFloats();
    for (int slot = 0; slot < task.slots(); slot++) {
      ClientUpdate update = work.of(slot);
      reports.add(update.report());
      float[] vector = update.vector();
      if (rule != null) {
        if (vector != null) {
          vectors.add(vector);
        }
      } else {
        if (vector != null) {
          Vectors.scale(vector, update.weight());
        }
        tree.push(new SlotNode<>(0, slot, vector));
      }
    }
    if (rule == null) {
      return new RoundResult(tree.total(), reports, "");
    }
    return combined(rule, vectors, reports);
  }

  private static RoundResult combined(
      RobustRule rule, List<float[]> vectors, List<ClientReport> reports) {
    Optional<String> obstacle = rule.obstacle(vectors.size());
    if (obstacle.isPresent()) {
      return new RoundResult(null, reports, obstacle.get());
    }
    float[][] all = vectors.toArray(float[][]::new);
    double[][] distances =
        rule.comparesVectors() ? Distances.ofBlock(all) : new double[all.length][0];
    int[] chosen = rule.chosen(distances);
    float[][] used = new float[chosen.length][];
    for (int i = 0; i < used.length; i++) {
      used[i] = all[chosen[i]];
    }
    float[] into = new float[all[0].length];
    rule.combine(used, into);
    return new RoundResult(into, reports, "");
  }
}
