package dev.nightshift.training.preference;

import dev.nightshift.inference.forward.StageWeights;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.trainer.Lanes;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * A pass over all micro-batches of a step before any gradient, for what a loss must know of the
 * whole step. Each worker goes through its own range of the micro-batches; their sums are exchanged
 * and added up in the order of the micro-batches, so that the total is the same bits for any number
 * of workers. Workers that gather parameters together go through all micro-batches each.
 */
final class StepPass {

  /** What a micro-batch adds. */
  @FunctionalInterface
  interface Sums {
    /** The sums of the micro-batch; runs on a lane. */
    double[] under(Map<String, Tensor> parameters);
  }

  private final GradientExchange exchange;
  private final Lanes lanes;

  StepPass(GradientExchange exchange, Lanes lanes) {
    this.exchange = exchange;
    this.lanes = lanes;
  }

  /**
   * Totals over all micro-batches, equal on every worker.
   *
   * @param parameters all parameters by name
   * @param count number of micro-batches
   * @param width number of sums
   * @param passes the pass of each micro-batch; made by the calling thread
   */
  double[] totals(
      Map<String, Tensor> parameters, int count, int width, IntFunction<Sums> passes) {
    boolean together = parameters instanceof StageWeights;
    int from = together ? 0 : exchange.firstOf(exchange.rank(), count);
    int to = together ? count : exchange.firstOf(exchange.rank() + 1, count);
    double[] own = new double[(to - from) * width];
    lanes.<double[]>inOrder(
        from,
        to,
        index -> {
          Sums pass = passes.apply(index);
          return lane -> pass.under(parameters);
        },
        (index, lane, sums) -> System.arraycopy(sums, 0, own, (index - from) * width, width));
    double[] all = together ? own : exchange.ofAllMicroBatches(own, count, width);
    double[] totals = new double[width];
    for (int i = 0; i < all.length; i++) {
      totals[i % width] += all[i];
    }
    return totals;
  }
}
