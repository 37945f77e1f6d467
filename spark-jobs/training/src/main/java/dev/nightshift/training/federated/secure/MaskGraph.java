package dev.nightshift.training.federated.secure;

import dev.nightshift.schema.random.CounterRandom;
import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which clients of a round share masks and hold each other's shares.
 *
 * <p>With all clients as neighbours it is the protocol of Bonawitz et al. 2017, whose work grows
 * with the square of the number of clients. With k neighbours it is that of Bell et al. 2020,
 * "Secure single-server aggregation with (poly)logarithmic overhead", section 3.2: the clients are
 * put into a random circle and each is joined to k/2 on either side (a Harary graph).
 *
 * @param seed the run's seed, which decides the circle
 * @param round the round
 * @param clients number of clients of the round
 * @param neighbours k, an even number; 0 for all
 */
public record MaskGraph(long seed, long round, int clients, int neighbours)
    implements Serializable {

  public MaskGraph {
    if (clients < 1 || neighbours < 0 || neighbours % 2 != 0) {
      throw new IllegalArgumentException(clients + " clients with " + neighbours + " neighbours");
    }
  }

  /** The slots that share masks with a slot, growing, without itself. */
  public List<Integer> of(int slot) {
    if (neighbours == 0 || neighbours >= clients - 1) {
      return IntStream.range(0, clients).filter(other -> other != slot).boxed().toList();
    }
    int[] circle = IntStream.range(0, clients).toArray();
    CounterRandom.of(seed, "mask circle", round).shuffle(circle);
    int at = IntStream.range(0, clients).filter(i -> circle[i] == slot).findFirst().orElseThrow();
    TreeSet<Integer> found = new TreeSet<>();
    for (int distance = 1; distance <= neighbours / 2; distance++) {
      found.add(circle[Math.floorMod(at + distance, clients)]);
      found.add(circle[Math.floorMod(at - distance, clients)]);
    }
    return List.copyOf(found);
  }

  /** The slots that hold shares of a slot's secrets: its neighbours and itself. */
  public List<Integer> holders(int slot) {
    TreeSet<Integer> holders = new TreeSet<>(of(slot));
    holders.add(slot);
    return List.copyOf(holders);
  }

  /** How many shares put a secret together: two thirds of the holders, rounded down, and one. */
  public int threshold(int slot) {
    int holders = holders(slot).size();
    return Math.min(holders, 2 * holders / 3 + 1);
  }
}
