package dev.nightshift.training.federated;

import dev.nightshift.training.federated.attack.GaussianClasses;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.client.SoftmaxProgram;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A softmax regression with a dozen clients, and tasks of its rounds. */
public final class SmallProblem {

  public static final int CLIENTS = 13;

  private SmallProblem() {}

  public static SoftmaxProgram program() {
    return new GaussianClasses(4, 6, 3, .5).program(3, CLIENTS, 20, 400);
  }

  public static LocalSettings local() {
    return LocalSettings.of(3, 8, .1);
  }

  /** The first round with all clients, from a state that is written to a folder. */
  public static RoundTask task(
      SoftmaxProgram program, LocalSettings local, Treatment treatment, ServerState state, Path at)
      throws IOException {
    Files.createDirectories(at);
    state.write(at);
    int[] clients = new int[program.clients().size()];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = i;
    }
    return new RoundTask(
        program, local, treatment, AttackPlan.none(), null, "run", 1, at.toString(), null, clients);
  }
}
