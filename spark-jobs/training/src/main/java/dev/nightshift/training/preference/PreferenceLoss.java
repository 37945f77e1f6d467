package dev.nightshift.training.preference;

import java.io.Serializable;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss of a pair as a function of its margin
 *
 * <pre>  h = (log π(y_w) − log π_ref(y_w)) − (log π(y_l) − log π_ref(y_l))   [n], nats</pre>
 *
 * <p>where y_w is the preferred answer, y_l the other, and the log-probabilities are sums over the
 * tokens of an answer given its prompt.
 *
 * <pre>
 *   SIGMOID   −(1 − ε) log σ(βh) − ε log σ(−βh)
 *   HINGE     max(0, 1 − βh)
 *   IPO       (h − 1 / 2β)²
 * </pre>
 *
 * <p>With label smoothing ε &gt; 0 the sigmoid loss is cDPO: labels are wrong with probability ε.
 * The log-sigmoid is computed as −log(1 + e^−x) in a form that neither overflows nor loses digits.
 *
 * <p>Sources: Rafailov et al., "Direct preference optimization", NeurIPS 2023, equation 7;
 * Mitchell, "A note on DPO with noisy preferences", 2023, equation 3 (cDPO); Zhao et al.,
 * "SLiC-HF", 2023 (hinge); Azar et al., "A general theoretical paradigm to understand learning from
 * human preferences", AISTATS 2024, equation 17 (IPO, β in the place of τ).
 *
 * @param kind which of them
 * @param beta strength of the pull towards the reference
 * @param labelSmoothing ε, for {@link Kind#SIGMOID} only
 */
public record PreferenceLoss(Kind kind, double beta, double labelSmoothing)
    implements Serializable {

  /** The form of the loss. */
  public enum Kind {
    SIGMOID,
    HINGE,
    IPO
  }

  public PreferenceLoss {
    if (!(beta > 0)) {
      throw new IllegalArgumentException("beta must be positive, was " + beta);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < .5)) {
      throw new IllegalArgumentException(
          "label smoothing must lie in [0, .5), was " + labelSmoothing);
    }
    if (labelSmoothing > 0 && kind != Kind.SIGMOID) {
      throw new IllegalArgumentException("label smoothing belongs to the sigmoid loss");
    }
  }

  /** The loss of each pair, [n], for margins [n]. */
  public Tensor of(Tensor margins) {
    return switch (kind) {
      case SIGMOID -> {
        Tensor scaled = margins.mul(new Scalar(beta));
        Tensor right = torch.log_sigmoid(scaled).mul(new Scalar(labelSmoothing - 1));
        yield labelSmoothing == 0
            ? right
            : right.sub(torch.log_sigmoid(scaled.neg()), new Scalar(labelSmoothing));
      }
      case HINGE -> margins.mul(new Scalar(-beta)).add(new Scalar(1)).relu();
      case IPO -> margins.sub(new Scalar(1 / (2 * beta))).square();
    };
  }
}
