package dev.nightshift.training.federated;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LocalResult;
import dev.nightshift.training.federated.client.StragglerException;
import dev.nightshift.training.federated.secure.SecretNormals;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The work of a round's clients, one slot after the other. What a slot gives depends on the task
 * alone, never on the slots before it.
 */
public final class ClientWork {

  private final RoundTask task;
  private final ClientSession session;
  private final float[] start;
  private final float @Nullable [] variate;
  private final @Nullable SecretSeed secret;

  /**
   * Work with a session.
   *
   * @param task the round
   * @param session the model and the data; stays the caller's to close
   */
  public ClientWork(RoundTask task, ClientSession session) throws IOException {
    this.task = task;
    this.session = session;
    Path state = Path.of(task.state());
    this.start = ServerState.readWeights(state);
    this.variate = task.variates() == null ? null : ServerState.readVariate(state);
    this.secret =
        task.treatment().localNoise() > 0 && task.secret() != null
            ? task.secret().open().ofRun(task.run())
            : null;
  }

  /** What the client in a slot gives. */
  public ClientUpdate of(int slot) {
    int client = task.client(slot);
    int examples = session.examples(client);
    if (examples == 0) {
      return without(slot, LeftOut.NO_EXAMPLES, "");
    }
    try {
      return trained(slot, client, examples);
    } catch (StragglerException e) {
      return without(slot, LeftOut.TOO_SLOW, e);
    } catch (WorkException e) {
      return without(slot, LeftOut.NOT_FINITE, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      return without(slot, LeftOut.FAILED, e);
    }
  }

  private static ClientUpdate without(int slot, LeftOut reason, RuntimeException cause) {
    return without(slot, reason, String.valueOf(cause.getMessage()));
  }

  private static ClientUpdate without(int slot, LeftOut reason, String detail) {
    return new ClientUpdate(ClientReport.without(slot, reason, detail), null);
  }

  private ClientUpdate trained(int slot, int client, int examples) throws IOException {
    Attack attack = task.attacks().of(client);
    float[] own = variateOf(client);
    float[] correction = own == null ? null : difference(variate, own);
    LocalResult result =
        session.train(client, task.round(), start, task.local(), correction, attack.mislabels());
    float[] change = result.change();
    float[] moved = own == null ? null : moved(change, result.steps());
    Vectors.scale(change, attack.factor(task.attacks().scale()));
    double norm = Vectors.norm(change);
    if (!Vectors.finite(change) || (moved != null && !Vectors.finite(moved))) {
      return without(slot, LeftOut.NOT_FINITE, "its change is not finite");
    }
    if (task.treatment().normBound() > 0) {
      Vectors.clip(change, task.treatment().normBound());
    }
    addNoise(client, change);
    if (own != null && moved != null && task.variates() != null) {
      keep(client, own, moved);
      change = joined(change, moved);
    }
    boolean tells = task.treatment().tells();
    ClientReport report =
        new ClientReport(
            slot,
            null,
            "",
            task.treatment().weighted() ? examples : 1,
            result.steps(),
            tells ? result.loss() : Double.NaN,
            tells ? norm : Double.NaN);
    return new ClientUpdate(report, change);
  }

  private float @Nullable [] variateOf(int client) throws IOException {
    return task.variates() == null
        ? null
        : new ControlVariates(Path.of(task.variates())).before(client, task.round(), start.length);
  }

  private void keep(int client, float[] own, float[] moved) throws IOException {
    float[] next = own.clone();
    for (int i = 0; i < next.length; i++) {
      next[i] += moved[i];
    }
    new ControlVariates(Path.of(String.valueOf(task.variates()))).write(client, task.round(), next);
  }

  /** c − cᵢ. */
  private static float[] difference(float @Nullable [] server, float[] own) {
    float[] difference = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      difference[i] = (server == null ? 0 : server[i]) - own[i];
    }
    return difference;
  }

  /** cᵢ⁺ − cᵢ = −c + (x − y) / (K η): option II of Karimireddy et al. 2020, equation 4. */
  private float[] moved(float[] change, long steps) {
    double scale = 1 / (steps * task.local().learningRate());
    float[] server = variate == null ? new float[change.length] : variate;
    float[] moved = new float[change.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (-server[i] - change[i] * scale);
    }
    return moved;
  }

  private void addNoise(int client, float[] change) {
    double deviation = task.treatment().localNoise();
    if (deviation > 0) {
      if (secret == null) {
        throw new IllegalStateException("local noise needs a secret seed");
      }
      SecretNormals normals = new SecretNormals(secret.derive("local noise", task.round(), client));
      for (int i = 0; i < change.length; i++) {
        change[i] = (float) (change[i] + deviation * normals.next());
      }
    }
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
