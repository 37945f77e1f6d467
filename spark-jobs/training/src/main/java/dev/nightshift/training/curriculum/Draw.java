package dev.nightshift.training.curriculum;

import dev.nightshift.schema.random.CounterRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * Draws places of a pool for one step, each as likely as any other and none twice before all were
 * drawn (the head of Fisher and Yates' shuffle, keeping only what was swapped). A function of
 * (seed, step, pool).
 */
final class Draw {

  private final Pool pool;
  private final CounterRandom random;
  private final Map<Integer, Integer> swapped = new HashMap<>();
  private int drawn;

  Draw(Pool pool, long seed, long step) {
    this.pool = pool;
    this.random = CounterRandom.of(seed, "curriculum", step);
  }

  /** The next place. */
  int next() {
    if (drawn == pool.size()) {
      drawn = 0;
      swapped.clear();
    }
    int at = drawn + random.nextInt(pool.size() - drawn);
    int chosen = swapped.getOrDefault(at, at);
    swapped.put(at, swapped.getOrDefault(drawn, drawn));
    drawn++;
    return pool.from() + chosen;
  }
}
