package dev.nightshift.training.federated.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.ClientUpdate;
import dev.nightshift.training.federated.ClientWork;
import dev.nightshift.training.federated.Combination;
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
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
    return new FederatedStage(spark, combination, 28, 3, 20, partitions);
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
          double share = update.report().weight() / 20;
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
        assertThat(result.reports()).allMatch(report -> Double.isNaN(report.loss()));
      }
    }
  }

  @Test
  void whatLeavesATaskIsMasked() throws Exception {
    RoundTask task = task(new Treatment(false, 0, 0, false), SmallProblem.local());
    MaskGraph graph = new MaskGraph(3, 1, task.slots(), 0);
    HashMap<Integer, PublicKeys> advertised = new HashMap<>();
    for (int slot = 0; slot < task.slots(); slot++) {
      advertised.put(
          slot,
          new MaskingClient(secret.open().ofRun("run"), graph, task.client(slot), slot)
              .advertise());
    }
    Quantisation quantisation = new Quantisation(task.slots(), 2);
    HashSet<Integer> all = new HashSet<>(IntStream.range(0, task.slots()).boxed().toList());
    SlotTask masked =
        new SlotTask(task, 28, true, new Masking(graph, advertised, all, quantisation, 1));
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
