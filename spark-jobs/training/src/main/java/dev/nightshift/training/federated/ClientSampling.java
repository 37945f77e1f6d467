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
   * The probability that a Poisson draw from so many clients has fewer than a number: Σ over j &lt;
   * fewer of C(n, j) qʲ (1 − q)ⁿ⁻ʲ.
   *
   * @param fewer the number
   * @param of n, the clients
   */
  public double drawsFewer(int fewer, int of) {
    double q = share();
    double sum = 0;
    double binomial = 1;
    for (int j = 0; j < Math.min(fewer, of + 1); j++) {
      sum += binomial * Math.pow(q, j) * Math.pow(1 - q, of - j);
      binomial *= (of - j) / (j + 1.0);
    }
    return sum;
  }

  /**
   * The rounds of the client that is drawn most often.
   *
   * @param seed decides the draws
   * @param rounds how many rounds there are
   */
  public long mostRounds(long seed, long rounds) {
    int[] counts = new int[clients];
    for (long round = 1; round <= rounds; round++) {
      for (int client : of(seed, round)) {
        counts[client]++;
      }
    }
    return IntStream.of(counts).max().orElse(0);
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
