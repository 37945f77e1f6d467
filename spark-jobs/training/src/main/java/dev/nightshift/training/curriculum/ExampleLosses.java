package dev.nightshift.training.curriculum;

import dev.nightshift.inference.forward.StageWeights;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of single candidates under the current parameters, per unit. Each worker goes through
 * its own range of them and all are exchanged, so every worker has the same bits.
 *
 * @param <B> a micro-batch
 */
public final class ExampleLosses<B> {

  private final Objective<B> objective;
  private final Assembly<B> assembly;
  private final Worker worker;

  /**
   * Losses by an objective.
   *
   * @param assembly makes the micro-batch of a candidate
   */
  public ExampleLosses(Objective<B> objective, Assembly<B> assembly, Worker worker) {
    this.objective = objective;
    this.assembly = assembly;
    this.worker = worker;
  }

  /** The losses of candidates, in their order; one without a unit has a loss of 0. */
  double[] of(Map<String, Tensor> parameters, List<Candidate> candidates) {
    boolean together = parameters instanceof StageWeights;
    int count = candidates.size();
    int rank = worker.exchange().rank();
    int from = together ? 0 : worker.exchange().firstOf(rank, count);
    int to = together ? count : worker.exchange().firstOf(rank + 1, count);
    double[] own = new double[to - from];
    worker
        .lanes()
        .<Double>inOrder(
            from,
            to,
            index -> {
              B batch = assembly.single(candidates.get(index));
              return lane -> loss(parameters, batch);
            },
            (index, lane, loss) -> own[index - from] = loss);
    return together ? own : worker.exchange().ofAllMicroBatches(own, count, 1);
  }

  private double loss(Map<String, Tensor> parameters, B batch) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      LossSum sum = objective.loss(parameters, batch);
      return sum.units() > 0 ? sum.value() / sum.units() : 0;
    }
  }
}
