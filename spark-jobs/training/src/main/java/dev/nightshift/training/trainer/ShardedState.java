package dev.nightshift.training.trainer;

import dev.nightshift.training.reduction.ShardedUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Parameters and gradients of which every worker keeps its own blocks. There is no outer loop. */
final class ShardedState implements StepState {

  private final ShardedUnits units;
  private final Map<String, Tensor> gathered;

  ShardedState(ShardedUnits units, Map<String, Tensor> gathered) {
    this.units = units;
    this.gathered = gathered;
  }

  @Override
  public Map<String, Tensor> tensors() {
    return gathered;
  }

  /** A worker without a micro-batch in the last round goes through the last one, for nothing. */
  @Override
  public double[] accumulate(
      int count, IntFunction<Function<Map<String, Tensor>, double[]>> pass, Lanes lanes) {
    return lanes.alone(
        lane -> {
          List<double[]> rows = new ArrayList<>();
          units.begin(count);
          for (int m = units.nextRound(); m >= 0; m = units.nextRound()) {
            try (PointerScope scope = new PointerScope()) {
              rows.add(pass.apply(Math.min(m, count - 1)).apply(gathered));
            }
          }
          units.finish();
          return units.totals(rows);
        });
  }

  @Override
  public Tensor gradient() {
    return units.total();
  }

  @Override
  public double[] ofAllBlocks(double[] own) {
    return units.ofAllBlocks(own);
  }

  @Override
  public void beforeClipping(long step, OuterLoop loop) {}

  @Override
  public void updated(long step, OuterLoop loop) {}

  @Override
  public void close() {}
}
