package dev.nightshift.training.federated;

import dev.nightshift.schema.random.CounterRandom;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * Which clients are false, and what they do: ⌊share · clients⌋ of all, drawn once for a run.
 *
 * @param attack what they do
 * @param share their share of all clients
 * @param scale factor of {@link Attack#SCALE}
 * @param seed decides who they are
 * @param clients number of all clients
 */
public record AttackPlan(Attack attack, double share, double scale, long seed, int clients)
    implements Serializable {

  public AttackPlan {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the share of false clients was " + share);
    }
  }

  /** No false clients. */
  public static AttackPlan none() {
    return new AttackPlan(Attack.NONE, 0, 1, 0, 0);
  }

  /** Number of false clients. */
  public int count() {
    return attack == Attack.NONE ? 0 : (int) Math.floor(share * clients + 1e-9);
  }

  /** What a client does. */
  public Attack of(int client) {
    int count = count();
    if (count == 0) {
      return Attack.NONE;
    }
    int[] order = IntStream.range(0, clients).toArray();
    CounterRandom.of(seed, "false clients", 0).shuffle(order);
    return IntStream.range(0, count).anyMatch(i -> order[i] == client) ? attack : Attack.NONE;
  }
}
