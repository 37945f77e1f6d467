package dev.nightshift.inference.plan;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.plan.Layout.Sharding;
import dev.nightshift.inference.tensor.DType;
import java.util.Optional;

/**
 * Finds the layout that fits with the least extra work: first without sharding and without
 * checkpointing, then with more of either; the largest micro-batch that fits, up to a bound.
 */
public final class LayoutPlanner {

  /** Share of a device's memory that a plan may use; the rest is left to kernels and fragments. */
  public static final double USABLE = 0.9;

  private static final int LARGEST_MICRO_BATCH = 64;

  private LayoutPlanner() {}

  /**
   * The layout for given devices, if any fits.
   *
   * @param devices number of devices
   * @param bytesPerDevice memory of each
   * @param context tokens per sequence
   */
  public static Optional<Layout> plan(
      ModelConfig config, int devices, double bytesPerDevice, long context, DType compute) {
    for (boolean checkpointing : new boolean[] {false, true}) {
      for (Sharding sharding : Sharding.values()) {
        if (devices == 1 && sharding != Sharding.NONE) {
          continue;
        }
        for (int micro = LARGEST_MICRO_BATCH; micro >= 1; micro /= 2) {
          Layout layout = new Layout(devices, sharding, compute, checkpointing, micro, context);
          if (MemoryEstimate.of(config, layout).total() <= USABLE * bytesPerDevice) {
            return Optional.of(layout);
          }
        }
      }
    }
    return Optional.empty();
  }
}
