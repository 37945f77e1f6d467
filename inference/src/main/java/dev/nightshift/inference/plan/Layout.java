package dev.nightshift.inference.plan;

import dev.nightshift.inference.tensor.DType;

/**
 * How a model is spread over devices and what is kept.
 *
 * @param devices number of data-parallel ranks
 * @param sharding what the ranks share
 * @param compute type of the forward and backward pass; anything but float32 keeps float32 masters
 * @param checkpointing whether activations inside a block are computed again in the backward pass
 * @param microBatch sequences per forward pass of a rank
 * @param context tokens per sequence
 */
public record Layout(
    int devices,
    Sharding sharding,
    DType compute,
    boolean checkpointing,
    int microBatch,
    long context) {

  /** What data-parallel ranks share instead of keeping whole (Rajbhandari et al. 2020, ZeRO). */
  public enum Sharding {
    /** Every rank keeps everything. */
    NONE("none"),
    /** The optimizer's state is sharded (ZeRO-1). */
    OPTIMIZER("zero-1"),
    /** Optimizer, gradients and parameters are sharded (ZeRO-3). */
    PARAMETERS("zero-3");

    private final String label;

    Sharding(String label) {
      this.label = label;
    }

    /** The name on the command line. */
    public String label() {
      return label;
    }
  }

  public Layout {
    if (devices < 1 || microBatch < 1 || context < 1) {
      throw new IllegalArgumentException("devices, micro-batch and context are at least 1");
    }
  }
}
