package dev.nightshift.training.trainer;

import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.TreeSum;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Parameters and gradients that every worker keeps whole. */
final class WholeState implements StepState {

  private final NamedParameters parameters;
  private final GradientExchange exchange;
  private final TreeSum sum;
  private final long blocks;

  WholeState(NamedParameters parameters, GradientExchange exchange, int scalars) {
    this.parameters = parameters;
    this.exchange = exchange;
    this.sum = new TreeSum(parameters.layout().length(), scalars);
    this.blocks = parameters.layout().blocks();
  }

  @Override
  public Map<String, Tensor> tensors() {
    return parameters.tensors();
  }

  @Override
  public double[] accumulate(
      int count, IntFunction<Function<Map<String, Tensor>, double[]>> pass, Lanes lanes) {
    sum.reset();
    parameters.lane(lanes.count() - 1);
    lanes.inOrder(
        exchange.firstOf(exchange.rank(), count),
        exchange.firstOf(exchange.rank() + 1, count),
        index -> {
          Function<Map<String, Tensor>, double[]> through = pass.apply(index);
          return lane -> through(through, parameters.lane(lane));
        },
        (index, lane, scalars) -> sum.addLeaf(index, parameters.lane(lane).gradient(), scalars));
    return exchange.total(sum, count, parameters.total());
  }

  private static double[] through(
      Function<Map<String, Tensor>, double[]> pass, NamedParameters.Lane lane) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      lane.gradient().zero_();
    }
    return pass.apply(lane.tensors());
  }

  @Override
  public Tensor gradient() {
    return exchange.own(blocks).of(parameters.total());
  }

  @Override
  public double[] ofAllBlocks(double[] own) {
    return exchange.ofAllBlocks(own, blocks);
  }

  @Override
  public void beforeClipping(long step, OuterLoop loop) {
    loop.gradient(step, parameters.total());
  }

  @Override
  public void updated(long step, OuterLoop loop) {
    exchange.share(parameters.values());
    loop.updated(step, parameters);
    parameters.refresh();
  }

  @Override
  public void close() {
    sum.close();
  }
}
