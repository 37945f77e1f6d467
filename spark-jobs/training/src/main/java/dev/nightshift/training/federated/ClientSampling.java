package dev.nightshift.training.federated;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which clients take part in a round.
 *
 * @param kind how they are drawn
 * @param perRound clients of a round; with {@link Kind#POISSON} the expected number
 * @param clients number of all clients
 */
public record ClientSampling(Kind kind, int perRound, int clients) {

  /** How clients are drawn. */
  public enum Kind {
    /** A fixed number without replacement. */
    FIXED,
    /** Each by itself with the same probability. */
    POISSON;

    /** The name on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** All names. */
    public static List<String> labels() {
      return Stream.of(values()).map(Kind::label).toList();
    }
  }

  public ClientSampling {
    if (perRound < 1 || perRound > clients) {
      throw new IllegalArgumentException(perRound + " clients a round of " + clients);
    }
  }

  /** The probability or the share with which a client takes part. */
  public double share() {
    return (double) perRound / clients;
  }

  /**
   * The clients of a round, growing.
   *
   * @param seed decides them with the round's number; where privacy rests on the draw, a secret one
   * @param round the round
   */
  public int[] of(long seed, long round) {
    if (kind == Kind.POISSON) {
      return IntStream.range(0, clients)
          .filter(
              client ->
                  CounterRandom.of(seed, "clients of round " + round, client).nextDouble()
                      < share())
          .toArray();
    }
    int[] order = IntStream.range(0, clients).toArray();
    CounterRandom.of(seed, "clients", round).shuffle(order);
    int[] drawn = Arrays.copyOf(order, perRound);
    Arrays.sort(drawn);
    return drawn;
  }
}
