package dev.nightshift.training.lm;

import dev.nightshift.inference.tensor.TensorIo;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Log-probabilities of target tokens, and the way back, without ever holding the scores of all
 * positions: they are made for a few positions at a time, used, and overwritten.
 *
 * <p>For hidden states h [N, D], the head W [V, D] and targets y [N]:
 *
 * <pre>
 *   z = h Wᵀ                      log p_n = z_n[y_n] − log Σ_v exp z_n[v]
 *   Σ g_n log p_n  has the gradient  g_n (1[v = y_n] − p_n[v])  by the scores,
 *                                    dz W                        by the states,
 *                                    dzᵀ h                       by the head
 * </pre>
 *
 * <p>Scores and sums are float32, whatever the type of states and head. How many positions go
 * together depends on V alone, so that bits depend on the micro-batch alone.
 */
public final class TargetLogProbs {

  /** Scores held at once: 4 MiB, which the cores' caches hold. */
  private static final long SCORES = 1 << 20;

  private static final int ROWS_MULTIPLE = 8;

  private TargetLogProbs() {}

  /**
   * Cross entropy of a micro-batch.
   *
   * @param loss −Σ log p(target), nats
   * @param right number of targets with the greatest probability
   */
  record CrossEntropy(double loss, double right) {}

  /**
   * The cross entropy of all targets. Where the states ask for gradients, they get them at once, in
   * one pass over the scores: added to {@code states.grad()}, and to the head's where it asks.
   *
   * @param states hidden states [N, D], a leaf
   * @param head [V, D]
   * @param targets token ids, [N]
   */
  static CrossEntropy crossEntropy(Tensor states, Tensor head, long[] targets) {
    Gradients gradients = states.requires_grad() ? new Gradients(states, head) : null;
    double[] sums = new double[2];
    forEachPart(
        states,
        head,
        targets,
        (rows, logProbs, target, from) -> {
          Tensor ofTargets = logProbs.gather(1, target);
          Tensor best = logProbs.amax(new long[] {1}, true);
          for (double value : TensorIo.toDoubles(ofTargets)) {
            sums[0] -= value;
          }
          sums[1] += ofTargets.ge(best).sum().item_double();
          if (gradients != null) {
            Tensor slope = logProbs.exp_();
            slope.scatter_add_(1, target, torch.full_like(ofTargets, new Scalar(-1.0)));
            gradients.add(rows, slope, from);
          }
        });
    if (gradients != null) {
      gradients.finish();
    }
    return new CrossEntropy(sums[0], sums[1]);
  }

  /** log p of each target, float32 [N], without gradients. */
  public static Tensor of(Tensor states, Tensor head, long[] targets) {
    Tensor all = vector(states, targets.length);
    forEachPart(
        states,
        head,
        targets,
        (rows, logProbs, target, from) ->
            all.narrow(0, from, rows.size(0)).copy_(logProbs.gather(1, target).squeeze(1)));
    return all;
  }

  /**
   * Goes back from the targets: adds the gradients of Σ g_n log p_n to those of the states and of
   * the head. The scores are made again.
   *
   * @param slopes g, [N]
   */
  public static void backward(Tensor states, Tensor head, long[] targets, Tensor slopes) {
    Gradients gradients = new Gradients(states, head);
    forEachPart(
        states,
        head,
        targets,
        (rows, logProbs, target, from) -> {
          Tensor g = slopes.narrow(0, from, rows.size(0)).unsqueeze(1);
          Tensor slope = logProbs.exp_().mul_(g.neg());
          slope.scatter_add_(1, target, g);
          gradients.add(rows, slope, from);
        });
    gradients.finish();
  }

  /**
   * Log-probabilities of targets and entropies of the distributions that they were drawn from.
   *
   * @param logProbs log p of each target, float32 [N], nats
   * @param entropies −Σ_v p_v log p_v, float32 [N], nats
   */
  public record WithEntropy(Tensor logProbs, Tensor entropies) {}

  /** As {@link #of}, with the entropies. */
  public static WithEntropy withEntropy(Tensor states, Tensor head, long[] targets) {
    Tensor chosen = vector(states, targets.length);
    Tensor entropies = vector(states, targets.length);
    forEachPart(
        states,
        head,
        targets,
        (rows, logProbs, target, from) -> {
          long n = rows.size(0);
          chosen.narrow(0, from, n).copy_(logProbs.gather(1, target).squeeze(1));
          Tensor shares = logProbs.exp().mul_(logProbs);
          entropies.narrow(0, from, n).copy_(shares.sum(1).neg());
        });
    return new WithEntropy(chosen, entropies);
  }

  /**
   * Goes back from targets and entropies, as {@link #backward}: Σ g_n log p_n + u_n H_n has the
   * gradient g_n (1[v = y_n] − p_n[v]) − u_n p_n[v] (log p_n[v] + H_n) by the scores.
   *
   * @param seen what the pass gave
   * @param slopes g, [N]
   * @param entropySlopes u, [N]
   */
  public static void backward(
      Tensor states,
      Tensor head,
      long[] targets,
      WithEntropy seen,
      Tensor slopes,
      Tensor entropySlopes) {
    Gradients gradients = new Gradients(states, head);
    forEachPart(
        states,
        head,
        targets,
        (rows, logProbs, target, from) -> {
          long n = rows.size(0);
          Tensor g = slopes.narrow(0, from, n).unsqueeze(1);
          Tensor u = entropySlopes.narrow(0, from, n).unsqueeze(1);
          Tensor entropy = seen.entropies().narrow(0, from, n).unsqueeze(1);
          Tensor pull = logProbs.add(entropy).mul_(u).add_(g).neg_();
          Tensor slope = logProbs.exp_().mul_(pull);
          slope.scatter_add_(1, target, g);
          gradients.add(rows, slope, from);
        });
    gradients.finish();
  }

  private static Tensor vector(Tensor near, long length) {
    return TensorIo.beside(TensorIo.empty(ScalarType.Float, new long[] {length}), near);
  }

  /**
   * Sums over the tokens of each sequence.
   *
   * @param ofTargets log p(target), [N]
   * @return log p(answer | prompt) of each sequence of the batch, [S], nats
   */
  public static Tensor ofSequences(Tensor ofTargets, TokenBatch batch) {
    Tensor owners = TensorIo.beside(TensorIo.longs(batch.owners()), ofTargets);
    return torch
        .zeros(new long[] {batch.sequences()}, ofTargets.options())
        .index_add(0, owners, ofTargets);
  }

  /** What is done with the scores of some positions. */
  private interface Part {
    /**
     * Called with gradients switched off.
     *
     * @param rows hidden states [n, D]
     * @param logProbs log p of every token, float32 [n, V]; may be overwritten
     * @param targets [n, 1]
     * @param from the first of the positions
     */
    void take(Tensor rows, Tensor logProbs, Tensor targets, long from);
  }

  private static void forEachPart(Tensor states, Tensor head, long[] targets, Part part) {
    long vocabulary = head.size(0);
    int size = (int) Math.max(ROWS_MULTIPLE, SCORES / vocabulary / ROWS_MULTIPLE * ROWS_MULTIPLE);
    try (PointerScope outer = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor transposed = head.detach().t();
      Tensor scores = torch.empty(new long[] {size, vocabulary}, states.options(), null);
      Tensor logProbs = torch.empty(new long[] {size, vocabulary}, wide(states), null);
      for (int from = 0; from < targets.length; from += size) {
        try (PointerScope scope = new PointerScope()) {
          int n = Math.min(size, targets.length - from);
          Tensor rows = states.detach().narrow(0, from, n);
          Tensor target = TensorIo.longs(Arrays.copyOfRange(targets, from, from + n), n, 1);
          Tensor narrow = scores.narrow(0, 0, n);
          torch.mm_out(narrow, rows, transposed);
          Tensor out = logProbs.narrow(0, 0, n);
          torch.log_softmax_out(
              out, narrow.to(ScalarType.Float), 1, new ScalarTypeOptional(ScalarType.Float));
          part.take(rows, out, TensorIo.beside(target, states), from);
        }
      }
    }
  }

  private static TensorOptions wide(Tensor states) {
    return states.options().dtype(new ScalarTypeOptional(ScalarType.Float));
  }

  /** Adds up the gradients of states and head; those of a narrow head are summed in float32. */
  private static final class Gradients {
    private final Tensor states;
    private final Tensor head;
    private final Tensor ofStates;
    private final @Nullable Tensor ofHead;

    Gradients(Tensor states, Tensor head) {
      this.states = states;
      this.head = head;
      this.ofStates = torch.empty_like(states.detach());
      if (!head.requires_grad()) {
        this.ofHead = null;
      } else if (head.scalar_type().value == ScalarType.Float.value && head.grad().defined()) {
        this.ofHead = head.grad();
      } else {
        this.ofHead = torch.zeros_like(head.detach()).to(ScalarType.Float);
      }
    }

    /** Takes d loss / d scores of some positions, float32 [n, V]. */
    void add(Tensor rows, Tensor slope, long from) {
      Tensor narrow = slope.to(rows.scalar_type());
      Tensor part = ofStates.narrow(0, from, rows.size(0));
      torch.mm_out(part, narrow, head.detach());
      if (ofHead != null) {
        if (rows.scalar_type().value == ScalarType.Float.value) {
          ofHead.addmm_(narrow.t(), rows);
        } else {
          ofHead.add_(narrow.t().mm(rows));
        }
      }
    }

    void finish() {
      try (NoGradGuard noGrad = new NoGradGuard()) {
        accumulate(states, ofStates);
        if (ofHead != null && !sameStorage(head.grad(), ofHead)) {
          accumulate(head, ofHead.to(head.scalar_type()));
        }
      }
    }

    private static boolean sameStorage(Tensor one, Tensor other) {
      return one.defined() && one.data_ptr().address() == other.data_ptr().address();
    }

    private static void accumulate(Tensor leaf, Tensor gradient) {
      if (leaf.grad().defined()) {
        leaf.grad().add_(gradient);
      } else {
        leaf.mutable_grad().put(gradient);
      }
    }
  }
}
