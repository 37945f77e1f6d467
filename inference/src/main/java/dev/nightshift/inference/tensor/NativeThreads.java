package dev.nightshift.inference.tensor;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/**
 * How many threads share an operation. The bits of a matrix product depend on it (seen with
 * OpenBLAS), so a product runs on one thread, and work is spread by giving each thread rows of its
 * own.
 */
public final class NativeThreads {

  private NativeThreads() {}

  /** From now on each matrix product of this process runs on the thread that asks for it. */
  public static void productsOnOne() {
    openblas_nolapack.blas_set_num_threads(1);
  }

  /** From now on libtorch's operations run on the calling thread where it asks for them. */
  public static void operationsOnOne() {
    torch.set_num_threads(1);
  }

  /** The threads that this process was given: {@code OMP_NUM_THREADS}, or all cores. */
  public static int ofProcess() {
    String given = System.getenv("OMP_NUM_THREADS");
    return given != null && given.matches("[1-9][0-9]{0,3}")
        ? Integer.parseInt(given)
        : Runtime.getRuntime().availableProcessors();
  }
}
