package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.secure.MaskGraph;
import dev.nightshift.training.federated.secure.MaskingClient;
import dev.nightshift.training.federated.secure.PublicKeys;
import dev.nightshift.training.federated.secure.Quantisation;
import dev.nightshift.training.federated.secure.Revealed;
import dev.nightshift.training.federated.secure.SealedShares;
import dev.nightshift.training.federated.secure.SurvivorRecord;
import dev.nightshift.training.federated.secure.Unmasking;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The messages of secure aggregation around the masked vectors: the clients' sides run as tasks,
 * which alone read the secret; the driver is the server, and sees public keys, sealed shares and
 * revealed shares. Each attempt at a round has keys of its own.
 */
final class SecureExchange {

  private final JavaSparkContext spark;
  private final RoundTask task;
  private final String attempt;
  private final MaskGraph graph;
  private final int tasks;
  private final List<SealedShares> sealed = new ArrayList<>();

  SecureExchange(
      JavaSparkContext spark,
      RoundTask task,
      String attempt,
      long seed,
      int neighbours,
      int tasks) {
    this.spark = spark;
    this.task = task;
    this.attempt = attempt;
    int used = neighbours == 0 ? MaskGraph.automatic(task.slots()) : neighbours;
    this.graph = new MaskGraph(seed, task.round(), task.slots(), used);
    this.tasks = tasks;
  }

  /** The sides of the clients, for tasks. */
  private record Sides(RoundTask task, MaskGraph graph, String attempt) implements Serializable {

    MaskingClient of(int slot) {
      return client(task, graph, attempt, slot);
    }
  }

  /** The side of one client; for tasks. */
  static MaskingClient client(RoundTask task, MaskGraph graph, String attempt, int slot) {
    return new MaskingClient(
        Objects.requireNonNull(task.secret()).open().ofClients(task.identity()).ofAttempt(attempt),
        graph,
        task.client(slot),
        slot);
  }

  /** What a client holds when it reveals. */
  private record Holding(int slot, ArrayList<SealedShares> shares) implements Serializable {}

  /** Stages 0 and 1: keys are advertised, shares are sealed and relayed. */
  Masking open(Quantisation quantisation, double weightUnit) {
    Sides sides = new Sides(task, graph, attempt);
    List<Integer> slots = IntStream.range(0, task.slots()).boxed().toList();
    HashMap<Integer, PublicKeys> advertised = new HashMap<>();
    for (PublicKeys keys :
        spark.parallelize(slots, tasks).map(slot -> sides.of(slot).advertise()).collect()) {
      advertised.put(keys.slot(), keys);
    }
    sealed.addAll(
        spark
            .parallelize(slots, tasks)
            .flatMap(slot -> sides.of(slot).share(advertised).iterator())
            .collect());
    HashSet<Integer> sharing = new HashSet<>();
    sealed.forEach(shares -> sharing.add(shares.from()));
    return new Masking(graph, attempt, advertised, sharing, quantisation, weightUnit);
  }

  /**
   * Stage 3: the clients whose vectors came reveal shares, and the masks are taken off the sum.
   *
   * @param survivors remembers for whom the round is unmasked
   * @return what keeps the sum from being unmasked, if anything
   */
  Optional<String> unmask(
      Masking masking, List<ClientReport> reports, SurvivorRecord survivors, int[] sum)
      throws IOException {
    HashSet<Integer> arrived =
        reports.stream()
            .filter(report -> report.leftOut() == null)
            .map(ClientReport::slot)
            .collect(Collectors.toCollection(HashSet::new));
    String left = arrived.size() + " of " + task.slots();
    if (arrived.size() < MaskGraph.LEAST) {
      return Optional.of(
          "a sum of fewer than " + MaskGraph.LEAST + " clients is not unmasked: " + left);
    }
    Map<Integer, ArrayList<SealedShares>> held = new HashMap<>();
    for (SealedShares shares : sealed) {
      held.computeIfAbsent(shares.to(), slot -> new ArrayList<>()).add(shares);
    }
    List<Holding> holdings = new ArrayList<>();
    arrived.forEach(
        slot -> holdings.add(new Holding(slot, held.getOrDefault(slot, new ArrayList<>()))));
    Sides sides = new Sides(task, graph, attempt);
    HashMap<Integer, PublicKeys> advertised = masking.advertised();
    Set<Integer> came = Set.copyOf(arrived);
    List<Revealed> revealed =
        spark
            .parallelize(holdings, Math.max(1, Math.min(tasks, holdings.size())))
            .flatMap(
                holding ->
                    sides.of(holding.slot()).reveal(holding.shares(), advertised, came).iterator())
            .collect();
    Unmasking unmasking = new Unmasking(graph, advertised, masking.sharing(), came);
    unmasking.take(revealed);
    if (!unmasking.possible()) {
      return Optional.of("too few clients are left to take the masks off: " + left);
    }
    survivors.require(
        task.round(), task.identity(), arrived.stream().sorted().mapToInt(task::client).toArray());
    unmasking.remove(sum);
    return Optional.empty();
  }
}
