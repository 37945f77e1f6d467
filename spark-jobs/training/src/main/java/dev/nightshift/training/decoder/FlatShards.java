package dev.nightshift.training.decoder;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.BlockRange.Stretch;
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
      for (Stretch part : own.stretches(slot.offset(), slot.offset() + slot.length())) {
        shard
            .narrow(0, part.inShard(), part.length())
            .copy_(flat.narrow(0, part.from() - slot.offset(), part.length()));
      }
    }
  }
}
