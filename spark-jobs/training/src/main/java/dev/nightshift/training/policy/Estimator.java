package dev.nightshift.training.policy;

import java.util.Arrays;
import java.util.List;

/**
 * How the advantage of a token follows from the reward of its answer. R is the reward of an answer,
 * G the answers to one prompt.
 *
 * <pre>
 *   GAE           Σ_l (γλ)^l δ_{t+l}, δ_t = r_t + γ V_{t+1} − V_t; whitened
 *   GRPO          (R_i − mean R) / (std R + ε) over the G answers to a prompt
 *   DR_GRPO       R_i − mean R
 *   RLOO          R_i − mean of the other G − 1 rewards
 *   REINFORCE_PP  Σ_{s ≥ t} r_s, normalised over all tokens of the iteration
 * </pre>
 *
 * <p>Sources: Schulman et al., "High-dimensional continuous control using generalized advantage
 * estimation", ICLR 2016, equation 16; Shao et al., "DeepSeekMath", 2024, section 4.1 (GRPO); Liu
 * et al., "Understanding R1-Zero-like training", 2025, section 3 (Dr. GRPO); Ahmadian et al., "Back
 * to basics", ACL 2024, equation 8 (RLOO, after Kool et al. 2019); Hu, "REINFORCE++", 2025.
 */
public enum Estimator {
  GAE("gae", KlPlacement.REWARD, Aggregation.TOKEN_MEAN),
  GRPO("grpo", KlPlacement.LOSS, Aggregation.SEQUENCE_MEAN),
  DR_GRPO("dr-grpo", KlPlacement.LOSS, Aggregation.CONSTANT),
  RLOO("rloo", KlPlacement.REWARD, Aggregation.CONSTANT),
  REINFORCE_PP("reinforce++", KlPlacement.REWARD, Aggregation.TOKEN_MEAN);

  private final String label;
  private final KlPlacement klPlacement;
  private final Aggregation aggregation;

  Estimator(String label, KlPlacement klPlacement, Aggregation aggregation) {
    this.label = label;
    this.klPlacement = klPlacement;
    this.aggregation = aggregation;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** The names on the command line. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Estimator::label).toList();
  }

  /** The estimator of a name. */
  public static Estimator of(String label) {
    return Arrays.stream(values())
        .filter(estimator -> estimator.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no estimator is named " + label));
  }

  /** Whether it compares the answers to one prompt, of which there must be several. */
  public boolean comparesAnswers() {
    return this == GRPO || this == DR_GRPO || this == RLOO;
  }

  /** Where the paper has the divergence from the reference. */
  public KlPlacement klPlacement() {
    return klPlacement;
  }

  /** How the paper adds up the losses of tokens. */
  public Aggregation aggregation() {
    return aggregation;
  }
}
