package dev.nightshift.training.decoder;

import dev.nightshift.inference.forward.StageWeights;
import dev.nightshift.training.reduction.ShardedUnits;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a decoder, gathered stage by stage: one per layer, and one of all that belongs
 * to no layer, which stays from its first use to the end of a backward pass. A parameter that is
 * asked for by name brings its stage; the layer before it is dropped.
 */
public final class GatheredStages extends AbstractMap<String, Tensor> implements StageWeights {

  private static final Pattern LAYER =
      Pattern.compile("(?:model\\.layers|transformer\\.h)\\.(\\d+)\\..*");

  private final ShardedUnits units;
  private int layer = OUTSIDE;

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
  public @Nullable Tensor get(@Nullable Object name) {
    int stage = stageOf(String.valueOf(name));
    if (stage != OUTSIDE && stage != layer) {
      if (layer != OUTSIDE) {
        units.release(layer);
      }
      layer = stage;
    }
    return units.open(stage).get(name);
  }

  /** Not offered: it would gather everything. */
  @Override
  public Set<Entry<String, Tensor>> entrySet() {
    throw new UnsupportedOperationException("sharded parameters are read by name");
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
