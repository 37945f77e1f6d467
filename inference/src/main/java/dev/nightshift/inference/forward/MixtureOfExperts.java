package dev.nightshift.inference.forward;

import dev.nightshift.inference.tensor.TensorIo;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A sparse mixture of experts with top-k routing (Jiang et al. 2024, Mixtral, section 2.1): each
 * token goes to the k experts with the highest router scores, weighted by the softmax over those k.
 *
 * <p>An expert's products have a multiple of eight rows, at least eight, filled up with zeros: a
 * token's result must not depend on how many others went the same way.
 */
public final class MixtureOfExperts {

  private static final int ROWS = 8;

  private MixtureOfExperts() {}

  /** x [B, T, D] to [B, T, D]; the router's scores are kept for the balancing loss. */
  static Tensor apply(Pass pass, String prefix, Tensor x) {
    int experts = pass.config.experts();
    int top = pass.config.expertsPerToken();
    long width = x.size(2);
    Tensor tokens = x.reshape(-1, width);
    Tensor scores = pass.linear(prefix + ".gate", tokens);
    pass.keepRouterLogits(scores);
    Tensor probabilities = torch.softmax(atLeastFloat(scores), -1);
    T_TensorTensor_T best = probabilities.topk(top);
    Tensor shares =
        best.get0().div(best.get0().sum(new long[] {-1}, true, new ScalarTypeOptional()));
    Tensor weights = shares.to(x.scalar_type()).reshape(-1, 1);
    long[] chosen = TensorIo.toLongs(best.get1());

    Tensor out = torch.zeros_like(tokens);
    for (int expert = 0; expert < experts; expert++) {
      int[] slots = slotsOf(chosen, expert);
      if (slots.length == 0) {
        continue;
      }
      long[] rows = Arrays.stream(slots).mapToLong(slot -> slot / top).toArray();
      Tensor index = TensorIo.beside(TensorIo.longs(rows, rows.length), x);
      Tensor seen = padded(tokens.index_select(0, index), width);
      String name = prefix + ".experts." + expert;
      Tensor gate = FeedForward.activate(pass.config.activation(), pass.linear(name + ".w1", seen));
      Tensor result = pass.linear(name + ".w2", gate.mul(pass.linear(name + ".w3", seen)));
      Tensor share = weights.index_select(0, TensorIo.beside(TensorIo.ids(slots, slots.length), x));
      out = out.index_add(0, index, result.narrow(0, 0, rows.length).mul(share));
    }
    return out.reshape(x.size(0), x.size(1), width);
  }

  /**
   * The load-balancing loss (Fedus et al. 2021, Switch Transformer, equations 4 to 6, with top-k
   * choices as in Mixtral): experts · Σ_e f_e · P_e, with f_e the share of choices that fell on
   * expert e, summed over the k ranks, and P_e its mean probability, over the tokens of all layers.
   * It is {@code expertsPerToken} when all experts are used alike.
   *
   * @param routerLogits per layer [N, experts]
   * @param tokenMask which of the N tokens count, float32 [N] of zeros and ones, or null for all
   */
  public static Tensor loadBalancingLoss(
      List<Tensor> routerLogits, int experts, int expertsPerToken, @Nullable Tensor tokenMask) {
    Tensor probabilities =
        torch.softmax(torch.cat(new TensorVector(routerLogits.toArray(new Tensor[0])), 0), -1);
    Tensor chosen =
        torch
            .zeros_like(probabilities)
            .scatter(1, probabilities.topk(expertsPerToken).get1(), new Scalar(1.0));
    Tensor fractions;
    Tensor means;
    if (tokenMask == null) {
      fractions = chosen.mean(0);
      means = probabilities.mean(0);
    } else {
      Tensor mask = tokenMask.repeat(routerLogits.size()).unsqueeze(1);
      Tensor count = mask.sum();
      fractions = chosen.mul(mask).sum(0).div(count);
      means = probabilities.mul(mask).sum(0).div(count);
    }
    return fractions.mul(means).sum().mul(new Scalar((double) experts));
  }

  /** Router probabilities of narrow types are computed in float32. */
  private static Tensor atLeastFloat(Tensor scores) {
    return scores.element_size() < Float.BYTES ? scores.to(ScalarType.Float) : scores;
  }

  private static Tensor padded(Tensor rows, long width) {
    long missing = (ROWS - rows.size(0) % ROWS) % ROWS;
    if (missing == 0) {
      return rows;
    }
    return torch.cat(
        new TensorVector(rows, torch.zeros(new long[] {missing, width}, rows.options())), 0);
  }

  /** The places in the flattened [N, k] choices that name an expert, in order. */
  private static int[] slotsOf(long[] chosen, int expert) {
    int[] slots = new int[chosen.length];
    int n = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] == expert) {
        slots[n++] = i;
      }
    }
    return Arrays.copyOf(slots, n);
  }
}
