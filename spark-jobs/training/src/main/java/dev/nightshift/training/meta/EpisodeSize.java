package dev.nightshift.training.meta;

import java.io.Serializable;

/**
 * How large episodes of classes are.
 *
 * @param ways classes of an episode
 * @param shots examples of each class in the support
 * @param queries examples of each class in the query
 */
public record EpisodeSize(int ways, int shots, int queries) implements Serializable {

  public EpisodeSize {
    if (ways < 2 || shots < 1 || queries < 1) {
      throw new IllegalArgumentException(
          ways + " ways, " + shots + " shots and " + queries + " queries");
    }
  }

  /** Examples of a class, in support and query. */
  public int ofClass() {
    return shots + queries;
  }
}
