package dev.nightshift.training.meta;

/** How adaptation goes from a gradient g to a step, with the rate α. */
public enum InnerRule {
  /** w ← w − α g. */
  DESCENT,
  /**
   * Adam without its first moment (β1 = 0), with which Nichol et al. 2018 adapt on Omniglot:
   *
   * <pre>
   *   v ← β2 v + (1 − β2) g²      w ← w − α g / (√(v / (1 − β2^t)) + ε)
   * </pre>
   *
   * <p>with β2 = .999 and ε = 1e-8. Here v and t begin at zero with each episode, so that an
   * episode is a function of the initialisation alone; theirs go on from task to task.
   */
  ADAM
}
