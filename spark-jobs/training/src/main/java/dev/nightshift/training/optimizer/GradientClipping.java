package dev.nightshift.training.optimizer;

import dev.nightshift.training.trainer.FlatLayout;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Clipping by the global L2 norm.
 *
 * <p>The norm is √(Σ over blocks of Σ g²), in double precision: blocks of {@link FlatLayout#BLOCK}
 * elements, each summed as 256 rows of 256 and the blocks added in order. So it depends neither on
 * threads nor on a division of the buffer along blocks.
 */
public final class GradientClipping {

  private static final int BLOCKS_AT_ONCE = 16;
  private static final long ROWS = 256;

  private GradientClipping() {}

  /** The L2 norm of a flat buffer whose length is a multiple of {@link FlatLayout#BLOCK}. */
  public static double norm(Tensor flat) {
    return norm(blockSums(flat));
  }

  /** The L2 norm from the sums of all blocks, in their order. */
  public static double norm(double[] blockSums) {
    double sum = 0;
    for (double block : blockSums) {
      sum += block;
    }
    return Math.sqrt(sum);
  }

  /** The sum of squares of each block, in order. */
  public static double[] blockSums(Tensor flat) {
    int blocks = Math.toIntExact(flat.numel() / FlatLayout.BLOCK);
    double[] sums = new double[blocks];
    for (int first = 0; first < blocks; first += BLOCKS_AT_ONCE) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard noGrad = new NoGradGuard()) {
        int n = Math.min(BLOCKS_AT_ONCE, blocks - first);
        Tensor piece =
            flat.narrow(0, (long) first * FlatLayout.BLOCK, (long) n * FlatLayout.BLOCK)
                .view(n * ROWS, FlatLayout.BLOCK / ROWS)
                .to(torch.ScalarType.Double);
        double[] rows = new double[Math.toIntExact(n * ROWS)];
        piece.mul(piece).sum(1L).cpu().data_ptr_double().get(rows);
        for (int block = 0; block < n; block++) {
          for (int row = 0; row < ROWS; row++) {
            sums[first + block] += rows[(int) (block * ROWS) + row];
          }
        }
      }
    }
    return sums;
  }

  /**
   * Scales a gradient down to a greatest norm, as PyTorch's {@code clip_grad_norm_} does: by {@code
   * min(1, max / (norm + 1e-6))}.
   *
   * @param flat the gradient, changed in place
   * @param norm its norm
   * @param max the greatest norm; 0 for no clipping
   */
  public static void clip(Tensor flat, double norm, double max) {
    if (max <= 0) {
      return;
    }
    double factor = max / (norm + 1e-6);
    if (factor < 1) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard noGrad = new NoGradGuard()) {
        flat.mul_(new Scalar(factor));
      }
    }
  }
}
