package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.meta.Learner.Judged;
import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Classification by the nearest mean (Snell, Swersky and Zemel 2017, "Prototypical networks for
 * few-shot learning"): with the features s [n, D] of the support and q [m, D] of the query,
 *
 * <pre>
 *   c_k = mean of s_i over the examples i of class k             equation 1
 *   log p(y = k | x) = log softmax_k(−‖q − c_k‖²)                equation 2
 * </pre>
 *
 * <p>The loss is the mean of −log p of the right classes.
 */
final class Prototypes {

  private Prototypes() {}

  /**
   * The loss of the query.
   *
   * @param support features [n, D]
   * @param supportClasses class of each, from 0 without gaps
   * @param query features [m, D]
   * @param queryClasses class of each
   */
  static Judged judge(Tensor support, long[] supportClasses, Tensor query, long[] queryClasses) {
    int classes = (int) Arrays.stream(supportClasses).max().orElseThrow() + 1;
    float[] shares = new float[classes * supportClasses.length];
    long[] counts = new long[classes];
    for (long k : supportClasses) {
      counts[(int) k]++;
    }
    for (int i = 0; i < supportClasses.length; i++) {
      int k = (int) supportClasses[i];
      shares[k * supportClasses.length + i] = 1f / counts[k];
    }
    Tensor means =
        TensorIo.floats(shares, classes, supportClasses.length).to(support.scalar_type());
    Tensor prototypes = means.matmul(support);
    Tensor between = query.unsqueeze(1).sub(prototypes.unsqueeze(0));
    Tensor logProbs = between.mul(between).sum(2L).neg().log_softmax(1);
    return ofLogProbs(logProbs, queryClasses);
  }

  /** Mean −log p of the right classes and how many have the greatest, from log p [m, K]. */
  static Judged ofLogProbs(Tensor logProbs, long[] classes) {
    Tensor target = TensorIo.longs(classes, classes.length, 1);
    Tensor loss = logProbs.gather(1, target).mean().neg();
    Tensor best = torch.argmax(logProbs, new LongOptional(1), true);
    return new Judged(loss, best.eq(target).sum().item_double(), classes.length);
  }
}
