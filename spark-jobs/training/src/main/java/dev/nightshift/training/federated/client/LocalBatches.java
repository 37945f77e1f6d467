package dev.nightshift.training.federated.client;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.trainer.BatchSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The batches of one client in one round: each epoch goes through all its examples in an order that
 * is drawn for (seed, round, epoch, client); the last batch of an epoch may be smaller.
 *
 * @param <B> a micro-batch
 */
final class LocalBatches<B> implements BatchSource<B> {

  private final ClientBatches<B> batches;
  private final LocalSettings settings;
  private final int client;
  private final long round;
  private final boolean mislabelled;
  private final int count;

  LocalBatches(
      ClientBatches<B> batches,
      LocalSettings settings,
      int client,
      long round,
      boolean mislabelled) {
    this.batches = batches;
    this.settings = settings;
    this.client = client;
    this.round = round;
    this.mislabelled = mislabelled;
    this.count = batches.examples(client);
  }

  @Override
  public MicroBatches<B> batch(long step, Map<String, Tensor> parameters) {
    int perEpoch = settings.stepsOfEpoch(count);
    long epoch = (step - 1) / perEpoch;
    int from = (int) ((step - 1) % perEpoch) * settings.batchSize();
    int[] order = IntStream.range(0, count).toArray();
    CounterRandom.of(settings.seed(), "client order " + round + " " + epoch, client).shuffle(order);
    int[] examples = Arrays.copyOfRange(order, from, Math.min(count, from + settings.batchSize()));
    int size = settings.microBatchSize();
    return new MicroBatches<>() {
      @Override
      public int count() {
        return (examples.length + size - 1) / size;
      }

      @Override
      public B get(int index) {
        int start = index * size;
        int end = Math.min(examples.length, start + size);
        return batches.batch(client, Arrays.copyOfRange(examples, start, end), mislabelled);
      }
    };
  }
}
