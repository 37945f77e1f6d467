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

  /**
   * The least number of clients of a sum. Of one the sum is its vector; of two each learns the
   * other's from the sum.
   */
  public static final int LEAST = 3;

  /** Up to this many clients all are neighbours. */
  private static final int ALL = 100;

  /** The greatest share of clients that tell the server what they hold. */
  private static final double CORRUPT = .2;

  /** The greatest share of clients that drop out. */
  private static final double DROPPED = .05;

  /** Bits of security: the chance that the server unmasks a smaller sum is 2⁻⁴⁰. */
  private static final int SECURITY = 40;

  /** Bits of correctness: the chance that masks cannot be taken off is 2⁻³⁰. */
  private static final int CORRECTNESS = 30;

  public MaskGraph {
    if (clients < 1 || neighbours < 0 || neighbours % 2 != 0) {
      throw new IllegalArgumentException(clients + " clients with " + neighbours + " neighbours");
    }
  }

  /**
   * The neighbours of a client where nobody says how many: all up to 100 clients, and beyond the
   * least even k that meets what Bell et al. 2020, section 3, ask of the graph for n clients of
   * whom a share γ = 1/5 is corrupt and a share δ = 1/20 drops out, with shares that t = 2/3 of the
   * neighbours put together:
   *
   * <pre>
   * n e^(−k D(t ‖ γ))     ≤ 2⁻⁴⁰   the corrupt neighbours of no client have t shares
   * n (γ + δ)^(k/2)       ≤ 2⁻⁴⁰   the others stay connected
   * n e^(−k D(t ‖ 1 − δ)) ≤ 2⁻³⁰   enough neighbours of each client stay
   * </pre>
   *
   * <p>D(t ‖ p) = t ln(t/p) + (1 − t) ln((1 − t)/(1 − p)); the tails are Chernoff's bounds, which
   * hold for draws without replacement too (Hoeffding 1963).
   *
   * @param clients n
   * @return k; 0 for all
   */
  public static int automatic(int clients) {
    if (clients <= ALL) {
      return 0;
    }
    double secure = SECURITY * Math.log(2) + Math.log(clients);
    double correct = CORRECTNESS * Math.log(2) + Math.log(clients);
    double least =
        Math.max(
            Math.max(secure / divergence(CORRUPT), 2 * secure / -Math.log(CORRUPT + DROPPED)),
            correct / divergence(1 - DROPPED));
    return 2 * (int) Math.ceil(least / 2);
  }

  private static double divergence(double p) {
    double t = 2.0 / 3;
    return t * Math.log(t / p) + (1 - t) * Math.log((1 - t) / (1 - p));
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
