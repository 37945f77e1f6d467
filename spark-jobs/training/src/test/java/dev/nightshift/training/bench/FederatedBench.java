package dev.nightshift.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.Combination;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.aggregate.CoordinateMedian;
import dev.nightshift.training.federated.aggregate.Krum;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.attack.AttackSuite;
import dev.nightshift.training.federated.attack.GaussianClasses;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.client.SoftmaxProgram;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.secure.SurvivorRecord;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.federated.spark.FederatedStage;
import dev.nightshift.training.federated.spark.SecureRounds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds a minute by the number of clients, what reaches the driver, and the table of attacks.
 * Prints figures; run it with the profile {@code bench}; {@code -Dfederated.rounds=N} changes how
 * many rounds are timed.
 */
@Tag("bench")
class FederatedBench {

  private static final int ROUNDS = Integer.getInteger("federated.rounds", 2);

  /** Distances between all pairs: their number grows with the square of the clients. */
  private static final int MOST_COMPARED = 100;

  private static final int CLASSES = 1000;
  private static final int WIDTH = 99;
  private static final int PARAMETERS = CLASSES * (WIDTH + 1);

  @TempDir Path folder;

  @Test
  void roundsPerMinuteByClients() throws IOException {
    SparkSession spark = SparkSessions.local("local[2]", Map.of("spark.log.level", "ERROR"));
    AtomicLong results = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            results.addAndGet(end.taskMetrics().resultSize());
          }
        };
    spark.sparkContext().addSparkListener(listener);
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef");
    Map<String, Combination> rules = new LinkedHashMap<>();
    rules.put("mean", Combination.sum());
    rules.put("median", Combination.of(new CoordinateMedian()));
    rules.put("krum", Combination.of(new Krum(2, false)));
    rules.put("secure, 20 neighbours", new Combination(null, true, 20, 1));
    rules.put("secure, as many as needed", new Combination(null, true, 0, 1));
    System.out.printf(
        Locale.ROOT,
        "%,d parameters, 10 examples a client%n| clients | rule | rounds a minute | to the driver a"
            + " round, KiB | peak heap of the process, MiB |%n|---|---|---|---|---|%n",
        PARAMETERS);
    // What is compiled and opened once is no part of a round.
    rounds(
        spark,
        new GaussianClasses(CLASSES, WIDTH, 3, 0).program(1, 10, 10, 10),
        Combination.sum(),
        new SecretSource("file:" + secret));
    for (int clients : new int[] {10, 100, 1000}) {
      SoftmaxProgram program =
          new GaussianClasses(CLASSES, WIDTH, 3, 0).program(1, clients, 10, 10);
      for (Map.Entry<String, Combination> rule : rules.entrySet()) {
        RobustRule robust = rule.getValue().rule();
        if (robust != null && robust.comparesVectors() && clients > MOST_COMPARED) {
          continue;
        }
        results.set(0);
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        double seconds =
            rounds(spark, program, rule.getValue(), new SecretSource("file:" + secret));
        long peak = heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.out.printf(
            Locale.ROOT,
            "| %,d | %s | %.1f | %,d | %,d |%n",
            clients,
            rule.getKey(),
            60 * ROUNDS / seconds,
            results.get() / ROUNDS >> 10,
            peak >> 20);
      }
    }
    spark.sparkContext().removeSparkListener(listener);
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private double rounds(
      SparkSession spark, SoftmaxProgram program, Combination combination, SecretSource secret)
      throws IOException {
    int clients = program.clients().size();
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDAVG);
    ServerState state;
    try (ClientSession session = program.open()) {
      state = ServerState.start(settings, session.initial());
    }
    FederatedStage stage =
        new FederatedStage(
            spark,
            combination,
            PARAMETERS,
            1,
            new SecureRounds(
                10,
                new SurvivorRecord(
                    folder.resolve("survivors-" + UUID.randomUUID()), SecretSeed.of("server")),
                () -> UUID.randomUUID().toString()),
            0);
    RoundServer server =
        new RoundServer(new ServerOptimizer(settings), combination.rule() != null, null, clients);
    long start = System.nanoTime();
    for (long round = 1; round <= ROUNDS; round++) {
      Path at = Files.createDirectories(folder.resolve("state"));
      state.write(at);
      RoundTask task =
          new RoundTask(
              program,
              LocalSettings.of(1, 10, .1),
              new Treatment(true, 0, 0, !combination.secure()),
              AttackPlan.none(),
              combination.secure() ? secret : null,
              "bench",
              round,
              at.toString(),
              null,
              IntStream.range(0, clients).toArray());
      RoundResult result = stage.run(task);
      assertThat(result.obstacle()).isEmpty();
      server.apply(state, round, result);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Test
  void accuracyUnderAttack() throws IOException {
    AttackSuite suite =
        new AttackSuite(
            GaussianClasses.ten().program(1, 30, 50, 2000),
            30,
            27,
            20,
            LocalSettings.of(1, 10, .1),
            1,
            10);
    System.out.println(suite.run(List.of(.1, .3), folder.resolve("attack")).markdown());
  }
}
