package dev.nightshift.training.federated;

import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.secure.SecretSource;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The work of a round's clients. It travels to the executors: paths and settings, no parameters.
 *
 * @param program the model and the data
 * @param local how clients train
 * @param treatment what becomes of their changes
 * @param attacks who is false
 * @param secret where the secret seed is, or null where none is needed
 * @param identity of the round: digest of the request and of the state that it starts from. What
 *     clients draw follows from it, so that rounds of other requests share no key
 * @param round number of the round, from 1
 * @param state folder of the server's state before the round, which all executors see
 * @param variates folder of the clients' control variates, or null without them
 * @param clients the clients of the round, growing; their places are the slots
 */
public record RoundTask(
    ClientProgram program,
    LocalSettings local,
    Treatment treatment,
    AttackPlan attacks,
    @Nullable SecretSource secret,
    String identity,
    long round,
    String state,
    @Nullable String variates,
    int[] clients)
    implements Serializable {

  public RoundTask {
    clients = clients.clone();
    if (variates != null && treatment.weighted()) {
      throw new IllegalArgumentException("control variates weigh all clients alike");
    }
  }

  @Override
  public int[] clients() {
    return clients.clone();
  }

  /** The client in a slot. */
  public int client(int slot) {
    return clients[slot];
  }

  /** Number of slots. */
  public int slots() {
    return clients.length;
  }
}
