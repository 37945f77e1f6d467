package dev.nightshift.training.federated.client;

/**
 * The examples of all clients as batches of an objective.
 *
 * @param <B> a micro-batch
 */
public interface ClientBatches<B> extends AutoCloseable {

  /** Number of training examples of a client. */
  int examples(int client);

  /**
   * Some examples of a client.
   *
   * @param client its number
   * @param examples their places among the client's
   * @param mislabelled whether their labels are flipped
   */
  B batch(int client, int[] examples, boolean mislabelled);

  /** Number of held-out micro-batches. */
  int heldOut();

  /** A held-out micro-batch. */
  B heldOutBatch(int index);

  @Override
  void close();
}
