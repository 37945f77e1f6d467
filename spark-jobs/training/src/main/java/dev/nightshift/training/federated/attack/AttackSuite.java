package dev.nightshift.training.federated.attack;

import dev.nightshift.training.federated.Attack;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.InProcessStage;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.attack.AttackTable.Cell;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains the same problem under every rule, attack and share of false clients. Each rule is told
 * the greatest number of false clients that a round can have: all of them, but no more than take
 * part.
 *
 * @param program the problem
 * @param clients number of clients
 * @param perRound clients of a round
 * @param rounds rounds of each training
 * @param local how clients train
 * @param normBound the bound of {@code norm-bound}
 * @param scale factor of scaled changes
 */
public record AttackSuite(
    ClientProgram program,
    int clients,
    int perRound,
    int rounds,
    LocalSettings local,
    double normBound,
    double scale) {

  /** The mean of changes whose norm is bounded. */
  public static final String NORM_BOUND = "norm-bound";

  /** All rules of the table, by name. */
  public static List<String> rules() {
    List<String> rules = new ArrayList<>(RobustRules.labels());
    rules.add(1, NORM_BOUND);
    return List.copyOf(rules);
  }

  /**
   * The table.
   *
   * @param shares shares of false clients
   * @param folder for states of the server
   */
  public AttackTable run(List<Double> shares, Path folder) throws IOException {
    List<Cell> cells = new ArrayList<>();
    try (ClientSession session = program.open()) {
      float[] initial = session.initial();
      for (String rule : rules()) {
        cells.add(cell(session, initial, rule, Attack.NONE, 0, folder));
        for (Attack attack : List.of(Attack.LABEL_FLIP, Attack.SIGN_FLIP, Attack.SCALE)) {
          for (double share : shares) {
            cells.add(cell(session, initial, rule, attack, share, folder));
          }
        }
      }
    }
    return new AttackTable(cells);
  }

  private Cell cell(
      ClientSession session, float[] initial, String name, Attack attack, double share, Path folder)
      throws IOException {
    AttackPlan plan = new AttackPlan(attack, share, scale, local.seed(), clients);
    boolean bounded = name.equals(NORM_BOUND);
    int falseClients = Math.min(plan.count(), perRound);
    RobustRule rule =
        bounded ? null : RobustRules.of(name, trimmed(falseClients), falseClients).orElse(null);
    Optional<String> obstacle = obstacle(rule);
    if (obstacle.isPresent()) {
      return new Cell(name, attack, share, Optional.empty(), obstacle.get());
    }
    double accuracy = train(session, initial, rule, bounded ? normBound : 0, plan, folder);
    return new Cell(name, attack, share, Optional.of(accuracy), "");
  }

  private Optional<String> obstacle(@Nullable RobustRule rule) {
    return rule == null ? Optional.empty() : rule.obstacle(perRound);
  }

  /** The share that leaves out as many values at either end as there are false clients. */
  private double trimmed(int falseClients) {
    return Math.min(.49, (double) falseClients / perRound);
  }

  private double train(
      ClientSession session,
      float[] initial,
      @Nullable RobustRule rule,
      double bound,
      AttackPlan plan,
      Path folder)
      throws IOException {
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDAVG);
    ServerState state = ServerState.start(settings, initial);
    RoundServer server =
        new RoundServer(new ServerOptimizer(settings), rule != null, null, clients);
    InProcessStage stage = new InProcessStage(session, rule);
    ClientSampling sampling = new ClientSampling(ClientSampling.Kind.FIXED, perRound, clients);
    Files.createDirectories(folder);
    for (long round = 1; round <= rounds; round++) {
      state.write(folder);
      RoundTask task =
          new RoundTask(
              program,
              local,
              new Treatment(false, bound, 0, true),
              plan,
              null,
              "attack",
              round,
              folder.toString(),
              null,
              sampling.of(local.seed(), round));
      RoundResult result = stage.run(task);
      server.apply(state, round, result);
    }
    double[] accuracy = new double[2];
    for (int part = 0; part < session.heldOutParts(); part++) {
      double[] sums =
          session.measure(state.weights(), part).getOrDefault("accuracy", new double[2]);
      Arrays.setAll(accuracy, i -> accuracy[i] + sums[i]);
    }
    return accuracy[0] / accuracy[1];
  }
}
