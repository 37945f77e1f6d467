package dev.nightshift.training.federated.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.ClientUpdate;
import dev.nightshift.training.federated.ClientWork;
import dev.nightshift.training.federated.Combination;
import dev.nightshift.training.federated.HeldBytes;
import dev.nightshift.training.federated.InProcessStage;
import dev.nightshift.training.federated.LeftOut;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.SmallProblem;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LabelledPoints;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.client.SoftmaxProgram;
import dev.nightshift.training.federated.secure.MaskGraph;
import dev.nightshift.training.federated.secure.MaskingClient;
import dev.nightshift.training.federated.secure.PublicKeys;
import dev.nightshift.training.federated.secure.Quantisation;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.secure.SurvivorRecord;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

class FederatedStageTest {

  @TempDir Path folder;

  private SparkSession spark;
  private SoftmaxProgram program;
  private SecretSource secret;
  private int attempts;

  @BeforeEach
  void start() throws IOException {
    spark =
        SparkSessions.local(
            "local[4]",
            Map.of(
                "spark.sql.shuffle.partitions", "2",
                "spark.log.level", "ERROR",
                "spark.sql.codegen.wholeStage", "false",
                "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
    secret =
        new SecretSource(
            "file:" + Files.writeString(folder.resolve("secret"), "0123456789abcdef01234567"));
    List<LabelledPoints> clients = new ArrayList<>(SmallProblem.program().clients());
    clients.set(5, new LabelledPoints(6, new float[0], new long[0]));
    program = new SoftmaxProgram(4, clients, SmallProblem.program().heldOut());
  }

  private RoundTask task(Treatment treatment, LocalSettings local) throws IOException {
    try (ClientSession session = program.open()) {
      ServerState state =
          ServerState.start(ServerSettings.of(FederatedMethod.FEDAVG), session.initial());
      RoundTask plain =
          SmallProblem.task(program, local, treatment, state, folder.resolve("state"));
      return new RoundTask(
          program,
          local,
          treatment,
          AttackPlan.none(),
          secret,
          "run",
          1,
          plain.state(),
          null,
          plain.clients());
    }
  }

  private FederatedStage stage(Combination combination, int partitions) {
    return new FederatedStage(spark, combination, 28, 3, rounds(), partitions);
  }

  private SecureRounds rounds() {
    return new SecureRounds(
        20,
        new SurvivorRecord(folder.resolve("survivors"), SecretSeed.of("the server's own seed")),
        () -> "attempt " + attempts++);
  }

  @Test
  void everyRuleGivesTheBitsOfOneProcessForAnyNumberOfTasks() throws IOException {
    RoundTask task = task(Treatment.plain(), SmallProblem.local());
    for (String label : RobustRules.labels()) {
      RobustRule rule = RobustRules.of(label, .2, 2).orElse(null);
      RoundResult expected;
      try (ClientSession session = program.open()) {
        expected = new InProcessStage(session, rule).run(task);
      }
      for (int partitions : new int[] {1, 2, 7}) {
        RoundResult result = stage(Combination.of(rule), partitions).run(task);
        assertThat(result.vector()).as(label + "/" + partitions).isEqualTo(expected.vector());
        assertThat(result.reports()).isEqualTo(expected.reports());
        assertThat(result.reports().get(5).leftOut()).isEqualTo(LeftOut.NO_EXAMPLES);
      }
    }
  }

  @Test
  void aRuleWhoseConditionFailsChangesNothingAndSaysSo() throws IOException {
    RoundTask task = task(Treatment.plain(), SmallProblem.local());
    RobustRule bulyan = RobustRules.of("bulyan", 0, 3).orElseThrow();
    RoundResult result = stage(Combination.of(bulyan), 2).run(task);
    assertThat(result.vector()).isNull();
    assertThat(result.obstacle()).contains("needs 4f + 3 = 15 clients, and there are 12");
    assertThat(result.parts()).isEqualTo(12);
    assertThatThrownBy(() -> new Combination(bulyan, true, 0, 1))
        .hasMessageContaining("looks at single vectors, which masks hide");
  }

  /** The client without examples drops out between sharing and sending: its key is put together. */
  @Test
  void theSecureSumIsTheQuantisedPlainSumExactly() throws IOException {
    RoundTask task = task(new Treatment(true, 0, 0, false), SmallProblem.local());
    int[] sum = new int[28];
    Quantisation quantisation = new Quantisation(SmallProblem.CLIENTS, 2);
    try (ClientSession session = program.open()) {
      ClientWork work = new ClientWork(task, session);
      for (int slot = 0; slot < task.slots(); slot++) {
        ClientUpdate update = work.of(slot);
        for (int i = 0; update.vector() != null && i < sum.length; i++) {
          double share = update.weight() / 20;
          sum[i] += quantisation.encode(update.vector()[i] * share);
        }
      }
    }
    float[] expected = new float[28];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (quantisation.decode(sum[i]) * 20);
    }
    for (int partitions : new int[] {1, 2, 7}) {
      for (int neighbours : new int[] {0, 6}) {
        RoundResult result =
            stage(new Combination(null, true, neighbours, 2), partitions).run(task);
        assertThat(result.obstacle()).isEmpty();
        assertThat(result.vector()).isEqualTo(expected);
        assertThat(result.values()).containsEntry("cut-share", 0.0);
        // 12 clients with 20 examples each: told by the masked sum and by nothing else.
        assertThat(result.weight()).isEqualTo(240);
        for (ClientReport report : result.reports()) {
          boolean left = report.slot() == 5;
          assertThat(report)
              .isEqualTo(
                  new ClientReport(
                      report.slot(),
                      left ? LeftOut.DROPPED_OUT : null,
                      "",
                      left ? 0 : Double.NaN,
                      0,
                      Double.NaN,
                      Double.NaN));
        }
      }
    }
  }

  /** A killed round in which another client drops out when it is run again. */
  @Test
  void aRoundIsNotUnmaskedForOtherClientsThanBefore() throws IOException {
    RoundTask task = task(new Treatment(true, 0, 0, false), SmallProblem.local());
    Combination secure = new Combination(null, true, 0, 2);
    assertThat(stage(secure, 2).run(task).obstacle()).isEmpty();
    List<LabelledPoints> clients = new ArrayList<>(program.clients());
    clients.set(6, new LabelledPoints(6, new float[0], new long[0]));
    program = new SoftmaxProgram(4, clients, program.heldOut());
    RoundTask again = task(new Treatment(true, 0, 0, false), SmallProblem.local());
    assertThatThrownBy(() -> stage(secure, 2).run(again))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("other clients were in its sum than the 11 now");
  }

  @Test
  void fewerThanThreeClientsAreNeitherMaskedNorUnmasked() throws IOException {
    RoundTask all = task(new Treatment(false, 0, 0, false), SmallProblem.local());
    Combination secure = new Combination(null, true, 0, 2);
    RoundResult two = stage(secure, 2).run(some(all, 0, 1));
    assertThat(two.vector()).isNull();
    assertThat(two.reports()).isEmpty();
    assertThat(two.obstacle()).isEqualTo("fewer than 3 clients were drawn to hide among");
    // Client 5 has no rows: two vectors come in.
    RoundResult left = stage(secure, 2).run(some(all, 0, 1, 5));
    assertThat(left.vector()).isNull();
    assertThat(left.obstacle()).isEqualTo("a sum of fewer than 3 clients is not unmasked: 2 of 3");
    // Where noise covers what is told, it sends zeros and says nothing.
    RoundTask blank = task(new Treatment(false, 1, 0, false, true), SmallProblem.local());
    RoundResult three = stage(secure, 2).run(some(blank, 0, 1, 5));
    assertThat(three.obstacle()).isEmpty();
    assertThat(three.weight()).isEqualTo(3);
    assertThat(three.reports()).allMatch(report -> report.leftOut() == null);
  }

  private static RoundTask some(RoundTask all, int... clients) {
    return new RoundTask(
        all.program(),
        all.local(),
        all.treatment(),
        all.attacks(),
        all.secret(),
        all.identity(),
        1,
        all.state(),
        null,
        clients);
  }

  /** The driver has public keys, sealed shares, and the name of the place of the secret. */
  @Test
  void theDriverSideOfTheExchangeHoldsNoSecret() throws IOException {
    RoundTask task = task(new Treatment(false, 0, 0, false), SmallProblem.local());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SecureExchange exchange = new SecureExchange(context, task, "first", 3, 0, 2);
    Masking masking = exchange.open(new Quantisation(task.slots(), 2), 1);
    SecretSeed root = secret.open();
    SecretSeed clients = root.ofClients("run").ofAttempt("first");
    List<byte[]> secrets = new ArrayList<>();
    secrets.add("0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8));
    for (int client = 0; client < task.slots(); client++) {
      for (String purpose : List.of("mask key", "channel key", "own mask", "shares")) {
        secrets.add(clients.derive(purpose, 1, client));
      }
    }
    assertThat(HeldBytes.of(List.of(exchange, masking, task))).isNotEmpty();
    HeldBytes.requireNone(List.of(exchange, masking, task), secrets);
    MaskingClient holder = SecureExchange.client(task, masking.graph(), "first", 4);
    assertThatThrownBy(() -> HeldBytes.requireNone(List.of(holder), secrets))
        .isInstanceOf(AssertionError.class);
    SecretSeed server = ServerSecret.of(spark, secret, "request");
    HeldBytes.requireNone(List.of(server), secrets);
    assertThat(server.fingerprint())
        .isEqualTo(SecretSeed.of(root.ofServer("request")).fingerprint());
    assertThat(ServerSecret.problem(spark, secret)).isEmpty();
    assertThat(ServerSecret.problem(spark, new SecretSource("file:/nowhere")))
        .contains("no secret is at 'file:/nowhere'");
  }

  @Test
  void whatLeavesATaskIsMasked() throws Exception {
    RoundTask task = task(new Treatment(false, 0, 0, false), SmallProblem.local());
    MaskGraph graph = new MaskGraph(3, 1, task.slots(), 0);
    HashMap<Integer, PublicKeys> advertised = new HashMap<>();
    for (int slot = 0; slot < task.slots(); slot++) {
      advertised.put(slot, SecureExchange.client(task, graph, "first", slot).advertise());
    }
    Quantisation quantisation = new Quantisation(task.slots(), 2);
    HashSet<Integer> all = new HashSet<>(IntStream.range(0, task.slots()).boxed().toList());
    SlotTask masked =
        new SlotTask(task, 30, true, new Masking(graph, "first", advertised, all, quantisation, 1));
    float[] clear;
    try (ClientSession session = program.open()) {
      clear = new ClientWork(task, session).of(0).vector();
    }
    Iterator<Tuple2<PieceKey, Piece>> pieces = masked.call(List.of(0).iterator());
    int vectors = 0;
    while (pieces.hasNext()) {
      Piece piece = pieces.next()._2();
      assertThat(piece.values() instanceof float[]).isFalse();
      if (piece.values() instanceof int[] values) {
        vectors++;
        for (int i = 0; i < clear.length; i++) {
          // Uniform over 2³²: 28 numbers within 2²⁰ of the clear ones would be a wonder.
          long distance = Math.abs((long) values[i] - quantisation.encode(clear[i]));
          assertThat(distance).isGreaterThan(1000);
        }
        double mean =
            IntStream.of(values).mapToDouble(v -> Math.abs((double) v)).average().orElse(0);
        assertThat(mean / Integer.MAX_VALUE).isBetween(.25, .75);
      }
    }
    assertThat(vectors).isEqualTo(1);
  }

  /** 13 clients of which 5 are too slow: 9 shares are needed and 8 can be told. */
  @Test
  void tooFewThatAreLeftKeepTheSumMasked() throws IOException {
    List<LabelledPoints> clients = new ArrayList<>(program.clients());
    for (int slow = 0; slow < 4; slow++) {
      clients.set(slow, new LabelledPoints(6, new float[6 * 200], new long[200]));
    }
    program = new SoftmaxProgram(4, clients, program.heldOut());
    LocalSettings local = new LocalSettings(3, 1, 8, 8, .1, 0, 0, 5, 0);
    RoundResult result =
        stage(new Combination(null, true, 0, 2), 2)
            .run(task(new Treatment(true, 0, 0, false), local));
    assertThat(result.vector()).isNull();
    assertThat(result.obstacle())
        .isEqualTo("too few clients are left to take the masks off: 8 of 13");
  }
}
