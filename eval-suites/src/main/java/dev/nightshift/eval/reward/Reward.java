package dev.nightshift.eval.reward;

import java.util.List;

/**
 * Gives a number to completions. A completion's number depends on its request alone, never on the
 * requests beside it. Implementations may be used by several threads.
 */
public interface Reward extends AutoCloseable {

  /** The name in metrics and specifications. */
  String name();

  /**
   * The rewards, in the order of the requests.
   *
   * @throws dev.nightshift.schema.error.WorkException if a request lacks a field that the reward
   *     needs
   */
  double[] score(List<RewardRequest> requests);

  /** Gives back what the reward holds; nothing, for most. */
  @Override
  default void close() {}
}
