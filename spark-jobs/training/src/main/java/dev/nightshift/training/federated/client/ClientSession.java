package dev.nightshift.training.federated.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model with the data of all clients, on one thread. Owns native memory. */
public interface ClientSession extends AutoCloseable {

  /**
   * The parameters that training starts from where no round was run yet; to be asked for before the
   * session trains or measures anything.
   */
  float[] initial();

  /** Number of training examples of a client. */
  int examples(int client);

  /**
   * Trains one client.
   *
   * @param client its number
   * @param round the round, which with the client decides the order of its examples
   * @param start the server's parameters; only read
   * @param settings how it trains
   * @param correction what is added to each gradient, or null for nothing (SCAFFOLD: c − cᵢ)
   * @param mislabelled whether the labels are flipped, as an attacker's are
   * @throws StragglerException if the client cannot meet a deadline
   * @throws dev.nightshift.schema.error.WorkException if loss or gradient are not finite
   */
  LocalResult train(
      int client,
      long round,
      float[] start,
      LocalSettings settings,
      float @Nullable [] correction,
      boolean mislabelled);

  /** Number of held-out parts, each of which is measured by itself; 0 where none is held out. */
  int heldOutParts();

  /**
   * Sums over a held-out part: {@code loss}, {@code units}, and for each metric its sum and weight.
   *
   * @param parameters the server's parameters
   * @param part number of the part
   * @return name to sum and weight
   */
  Map<String, double[]> measure(float[] parameters, int part);

  @Override
  void close();
}
