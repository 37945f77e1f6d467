package dev.nightshift.training.federated.client;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which examples a client takes in each step of a round: an epoch goes through all of them in an
 * order that is drawn for (seed, round, epoch, client); the last step of an epoch may take fewer.
 * For one thread.
 */
public final class LocalOrder {

  private final LocalSettings settings;
  private final int client;
  private final long round;
  private final int examples;

  /** The epoch whose order is at hand; it follows from the numbers above. */
  private long epoch = -1;

  private int[] order = {};

  /**
   * The order of a client.
   *
   * @param settings how it trains
   * @param client its number
   * @param round the round
   * @param examples number of its examples
   */
  public LocalOrder(LocalSettings settings, int client, long round, int examples) {
    this.settings = settings;
    this.client = client;
    this.round = round;
    this.examples = examples;
  }

  /** The places of a step's examples among the client's; steps count from 1. */
  public int[] ofStep(long step) {
    int perEpoch = settings.stepsOfEpoch(examples);
    long wanted = (step - 1) / perEpoch;
    if (wanted != epoch) {
      order = IntStream.range(0, examples).toArray();
      CounterRandom.of(settings.seed(), "client order " + round + " " + wanted, client)
          .shuffle(order);
      epoch = wanted;
    }
    int from = (int) ((step - 1) % perEpoch) * settings.batchSize();
    return Arrays.copyOfRange(order, from, Math.min(examples, from + settings.batchSize()));
  }
}
