package dev.nightshift.training.lm;

import dev.nightshift.inference.forward.StageWeights;
import dev.nightshift.training.reduction.ShardedUnits;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/**
 * The stages of a decoder as units of sharded parameters: one per layer, and one of all that
 * belongs to no layer, which stays gathered from its first use to the end of a backward pass.
 */
public final class GatheredStages implements StageWeights {

  private static final Pattern LAYER =
      Pattern.compile("(?:model\\.layers|transformer\\.h)\\.(\\d+)\\..*");

  private final ShardedUnits units;

  /** The stages of a decoder whose units are named by {@link #stageOf}. */
  public GatheredStages(ShardedUnits units) {
    this.units = units;
  }

  /** The stage of a parameter. */
  public static int stageOf(String name) {
    Matcher layer = LAYER.matcher(name);
    return layer.matches() ? Integer.parseInt(layer.group(1)) : OUTSIDE;
  }

  @Override
  public Map<String, Tensor> open(int stage) {
    return units.open(stage);
  }

  @Override
  public void release(int stage) {
    units.release(stage);
  }

  @Override
  public void gradientsReady(int stage) {
    units.gradientsReady(stage);
  }
}
