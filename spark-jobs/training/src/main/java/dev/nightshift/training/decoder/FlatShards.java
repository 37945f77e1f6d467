package dev.nightshift.training.decoder;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.FlatLayout.Slot;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Whole parameters and shards. */
final class FlatShards {

  private FlatShards() {}

  /**
   * Copies the part of a parameter that lies in some blocks.
   *
   * @param shard these blocks
   * @param own which they are
   * @param slot where the parameter lies in the whole
   * @param parameter its values
   */
  static void copyInto(Tensor shard, BlockRange own, Slot slot, Tensor parameter) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor flat = parameter.reshape(slot.length());
      long end = slot.offset() + slot.length();
      for (long at = slot.offset(); at < end; ) {
        long block = at / FlatLayout.BLOCK;
        long to = Math.min(end, (block + 1) * FlatLayout.BLOCK);
        if (own.contains(block)) {
          long start = own.inShard(block) + at - block * FlatLayout.BLOCK;
          shard.narrow(0, start, to - at).copy_(flat.narrow(0, at - slot.offset(), to - at));
        }
        at = to;
      }
    }
  }
}
