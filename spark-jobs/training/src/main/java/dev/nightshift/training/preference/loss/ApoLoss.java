package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Anchored preference optimization: where both answers move is chosen, not only how far they part.
 *
 * <pre>
 *   apo-zero   1 − σ(β r(y_w)) + σ(β r(y_l))       y_w better than what the model says: it goes up
 *   apo-down   σ(β r(y_w)) + 1 − σ(βh)             y_w worse than that: both go down, y_l further
 * </pre>
 *
 * <p>Source: D'Oosterlinck, Xu, Develder et al., "Anchored preference optimization and contrastive
 * revisions", 2024, equations 7 and 8 (a constant 1 is added, so that the losses are positive).
 *
 * @param beta β, strength of the pull towards the reference
 * @param anchor where the preferred answer is to go
 */
public record ApoLoss(double beta, Anchor anchor) implements PreferenceLoss {

  /** Where the preferred answer is to go. */
  public enum Anchor {
    /** Up, and the other one down. */
    ZERO,
    /** Down, and the other one further. */
    DOWN
  }

  public ApoLoss {
    PreferenceLoss.requirePositive("beta", beta);
  }

  @Override
  public String name() {
    return anchor == Anchor.ZERO ? "apo-zero" : "apo-down";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor chosen = rewards(terms.chosen());
    Tensor rejected = rewards(terms.rejected());
    // 1 − σ(z) = σ(−z), which keeps its digits where σ(z) is close to 1.
    return anchor == Anchor.ZERO
        ? chosen.neg().sigmoid().add(rejected.sigmoid())
        : chosen.sigmoid().add(rejected.sub(chosen).sigmoid());
  }

  @Override
  public Tensor rewards(Answers answers) {
    return answers.ratios().mul(new Scalar(beta));
  }
}
