package dev.nightshift.training.federated.client;

import dev.nightshift.training.trainer.BatchSource;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The batches of one client in one round, in the order of {@link LocalOrder}.
 *
 * @param <B> a micro-batch
 */
final class LocalBatches<B> implements BatchSource<B> {

  private final ClientBatches<B> batches;
  private final LocalSettings settings;
  private final int client;
  private final boolean mislabelled;
  private final LocalOrder order;

  LocalBatches(
      ClientBatches<B> batches,
      LocalSettings settings,
      int client,
      long round,
      boolean mislabelled) {
    this.batches = batches;
    this.settings = settings;
    this.client = client;
    this.mislabelled = mislabelled;
    this.order = new LocalOrder(settings, client, round, batches.examples(client));
  }

  @Override
  public MicroBatches<B> batch(long step, Map<String, Tensor> parameters) {
    int[] examples = order.ofStep(step);
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
