package dev.nightshift.training.federated;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LocalResult;
import dev.nightshift.training.federated.client.StragglerException;
import dev.nightshift.training.federated.secure.SecretNormals;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
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
            ? task.secret().open().ofClients(task.identity())
            : null;
  }

  /** What the client in a slot gives. */
  public ClientUpdate of(int slot) {
    int client = task.client(slot);
    try {
      int examples = session.examples(client);
      return examples == 0
          ? without(slot, LeftOut.NO_EXAMPLES, "")
          : trained(slot, client, examples);
    } catch (StragglerException e) {
      return without(slot, LeftOut.TOO_SLOW, message(e));
    } catch (WorkException e) {
      return without(
          slot, Trainer.hadNoUnit(e) ? LeftOut.NO_EXAMPLES : LeftOut.NOT_FINITE, message(e));
    } catch (IOException | RuntimeException e) {
      String kind = e.getClass().getSimpleName();
      String detail = task.treatment().tells() ? kind + ": " + message(e) : kind;
      return new ClientUpdate(ClientReport.without(slot, LeftOut.FAILED, detail), 0, null);
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  /** A client that has no usable change: it is left out, or sends zeros and says nothing. */
  private ClientUpdate without(int slot, LeftOut reason, String detail) {
    Treatment treatment = task.treatment();
    if (treatment.blank()) {
      float[] zeros = new float[start.length];
      addNoise(task.client(slot), zeros);
      return new ClientUpdate(hidden(slot), 1, zeros);
    }
    ClientReport report =
        treatment.tells()
            ? ClientReport.without(slot, reason, detail)
            : ClientReport.without(slot, LeftOut.DROPPED_OUT, "");
    return new ClientUpdate(report, 0, null);
  }

  /** What the server is told of a client that has a part where single clients are hidden. */
  private ClientReport hidden(int slot) {
    double weight = task.treatment().weighted() ? Double.NaN : 1;
    return new ClientReport(slot, null, "", weight, 0, Double.NaN, Double.NaN);
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
    Treatment treatment = task.treatment();
    if (treatment.normBound() > 0) {
      Vectors.clip(change, treatment.normBound());
    }
    addNoise(client, change);
    if (own != null && moved != null && task.variates() != null) {
      keep(client, own, moved);
      change = joined(change, moved);
    }
    double weight = treatment.weighted() ? examples : 1;
    ClientReport report =
        treatment.tells()
            ? new ClientReport(slot, null, "", weight, result.steps(), result.loss(), norm)
            : hidden(slot);
    return new ClientUpdate(report, weight, change);
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

  /**
   * Adds the client's own noise, which follows from what it is added to: a change that is made
   * again gets the same noise, and another one does not.
   */
  private void addNoise(int client, float[] change) {
    double deviation = task.treatment().localNoise();
    if (deviation > 0) {
      if (secret == null) {
        throw new IllegalStateException("local noise needs a secret seed");
      }
      SecretNormals normals =
          new SecretNormals(
              secret.derive(
                  "local noise on " + ServerState.digest(change),
                  task.round(),
                  client,
                  Double.doubleToLongBits(deviation)));
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
