package dev.nightshift.training.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.training.federated.attack.GaussianClasses;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LabelledPoints;
import dev.nightshift.training.federated.client.LocalResult;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.client.SoftmaxProgram;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {

  @TempDir Path folder;

  private final SoftmaxProgram program = SmallProblem.program();

  private static LocalSettings local(int epochs, int batch, double rate, double mu, long deadline) {
    return new LocalSettings(3, epochs, batch, batch, rate, 0, mu, deadline, 0);
  }

  /** Two points of two classes at w = 0: the gradient of W is (softmax − onehot) xᵀ / n. */
  @Test
  void oneStepOnAllExamplesIsTheGradient() {
    LabelledPoints points = new LabelledPoints(2, new float[] {1, 2, 3, -1}, new long[] {0, 1});
    SoftmaxProgram two = new SoftmaxProgram(2, List.of(points), points);
    try (ClientSession session = two.open()) {
      LocalResult result = session.train(0, 1, new float[6], local(1, 2, .1, 0, 0), null, false);
      // In the order of names: bias [2], weight [2, 2]. For class 0: ½ (−½ (1, 2) + ½ (3, −1)).
      float[] expected = {0, 0, -.05f, .075f, .05f, -.075f};
      for (int i = 0; i < 6; i++) {
        assertThat(result.change()[i]).as("number %d", i).isCloseTo(expected[i], within(1e-7f));
      }
      assertThat(result.steps()).isEqualTo(1);
      assertThat(result.loss()).isCloseTo(Math.log(2), within(1e-6));
      LocalResult flipped = session.train(0, 1, new float[6], local(1, 2, .1, 0, 0), null, true);
      for (int i = 0; i < 6; i++) {
        assertThat(flipped.change()[i]).isCloseTo(-expected[i], within(1e-7f));
      }
    }
  }

  /** With one local step on all examples FedAvg is gradient descent on all clients' data. */
  @Test
  void oneLocalStepIsGradientDescent() throws IOException {
    List<LabelledPoints> clients = program.clients();
    LocalSettings whole = local(1, 1000, .1, 0, 0);
    float[] together;
    int width = clients.get(0).width();
    float[] features = new float[width * clients.stream().mapToInt(LabelledPoints::count).sum()];
    long[] labels = new long[features.length / width];
    int at = 0;
    for (LabelledPoints client : clients) {
      System.arraycopy(client.features(), 0, features, at * width, client.count() * width);
      System.arraycopy(client.labels(), 0, labels, at, client.count());
      at += client.count();
    }
    SoftmaxProgram central =
        new SoftmaxProgram(
            program.classes(),
            List.of(new LabelledPoints(width, features, labels)),
            program.heldOut());
    try (ClientSession session = central.open()) {
      together = session.train(0, 1, session.initial(), whole, null, false).change();
    }
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDAVG);
    try (ClientSession session = program.open()) {
      ServerState state = ServerState.start(settings, session.initial());
      RoundTask task = SmallProblem.task(program, whole, Treatment.plain(), state, folder);
      RoundResult result = new InProcessStage(session, null).run(task);
      server(settings, null).apply(state, 1, result);
      for (int i = 0; i < together.length; i++) {
        assertThat(state.weights()[i]).isCloseTo(together[i], within(1e-6f));
      }
    }
  }

  private RoundServer server(ServerSettings settings, CentralNoise noise) {
    return new RoundServer(new ServerOptimizer(settings), false, noise, program.clients().size());
  }

  @Test
  void theProximalTermHoldsClientsBack() {
    try (ClientSession session = program.open()) {
      float[] start = session.initial();
      double free = norm(session, start, local(5, 4, .1, 0, 0));
      double held = norm(session, start, local(5, 4, .1, 1, 0));
      assertThat(held).isLessThan(.8 * free);
      // One step from the start knows no distance yet.
      assertThat(norm(session, start, local(1, 100, .1, 1, 0)))
          .isEqualTo(norm(session, start, local(1, 100, .1, 0, 0)));
    }
  }

  private static final LabelledPoints TWO =
      new LabelledPoints(2, new float[] {1, 2, 3, -1}, new long[] {0, 1});

  /**
   * After one step from 0 at rate .1 the client stands at w₁ = (0, 0, −.05, .075, .05, −.075); the
   * second step is longer by −.1 μ (w₁ − w₀), where μ is 3.
   */
  @Test
  void theProximalTermIsMuTimesTheDistance() {
    float[] first = {0, 0, -.05f, .075f, .05f, -.075f};
    try (ClientSession session = new SoftmaxProgram(2, List.of(TWO), TWO).open()) {
      float[] start = new float[6];
      float[] free = session.train(0, 1, start, local(2, 2, .1, 0, 0), null, false).change();
      float[] held = session.train(0, 1, start, local(2, 2, .1, 3, 0), null, false).change();
      for (int i = 0; i < 6; i++) {
        assertThat(held[i] - free[i]).as("number %d", i).isCloseTo(-.3f * first[i], within(1e-7f));
      }
    }
  }

  /** The second step against central differences of F(w) + μ/2 ‖w − w₀‖². */
  @Test
  void aProximalStepIsTheGradientOfTheProximalObjective() {
    double mu = 2;
    try (ClientSession session = new SoftmaxProgram(2, List.of(TWO), TWO).open()) {
      float[] start = {.3f, -.2f, .1f, .4f, -.5f, .2f};
      float[] one = session.train(0, 1, start, local(1, 2, .1, mu, 0), null, false).change();
      float[] two = session.train(0, 1, start, local(2, 2, .1, mu, 0), null, false).change();
      for (int i = 0; i < 6; i++) {
        double slope = 0;
        for (int side : new int[] {1, -1}) {
          float[] at = new float[6];
          double square = 0;
          for (int j = 0; j < 6; j++) {
            at[j] = start[j] + one[j] + (j == i ? side * .03125f : 0);
            square += Math.pow(at[j] - start[j], 2);
          }
          double[] loss = session.measure(at, 0).get("loss");
          slope += side * (loss[0] / loss[1] + mu / 2 * square) / .0625;
        }
        assertThat((double) two[i] - one[i])
            .as("number %d", i)
            .isCloseTo(-.1 * slope, within(1e-4));
      }
    }
  }

  /**
   * One step of rate .1 from 0, whose gradient is g = (0, 0, .5, −.75, −.5, .75), with c = .1 and
   * cᵢ = 0: y = −.1 (g + c), and cᵢ⁺ = cᵢ − c + (x − y) / .1 = g. The server has 2 clients, of
   * which one took part: c⁺ = c + g / 2. In the next round c − cᵢ corrects: y − x = −.1 (g' + c⁺ −
   * g).
   */
  @Test
  void controlVariatesByHand() throws IOException {
    float[] g = {0, 0, .5f, -.75f, -.5f, .75f};
    ServerSettings settings = ServerSettings.of(FederatedMethod.SCAFFOLD);
    SoftmaxProgram program = new SoftmaxProgram(2, List.of(TWO, TWO), TWO);
    Path variates = folder.resolve("variates");
    try (ClientSession session = program.open()) {
      ServerState state = ServerState.start(settings, new float[6]);
      Arrays.fill(state.variate(), .1f);
      RoundServer server = new RoundServer(new ServerOptimizer(settings), false, null, 2);
      RoundResult first = scaffold(session, program, state, 1, variates);
      for (int i = 0; i < 6; i++) {
        assertThat(first.vector()[i]).isCloseTo(-.1f * (g[i] + .1f), within(1e-7f));
        assertThat(first.vector()[6 + i]).isCloseTo(g[i], within(1e-6f));
      }
      server.apply(state, 1, first);
      float[] own = new ControlVariates(variates).before(0, 2, 6);
      float[] at = state.weights().clone();
      for (int i = 0; i < 6; i++) {
        assertThat(state.variate()[i]).isCloseTo(.1f + g[i] / 2, within(1e-6f));
        assertThat(own[i]).isCloseTo(g[i], within(1e-6f));
      }
      float[] plain = session.train(0, 2, at, local(1, 2, .1, 0, 0), null, false).change();
      RoundResult second = scaffold(session, program, state, 2, variates);
      for (int i = 0; i < 6; i++) {
        assertThat(second.vector()[i])
            .isCloseTo(plain[i] - .1f * (.1f + g[i] / 2 - g[i]), within(1e-6f));
        // cᵢ⁺ is the gradient at the server's parameters again.
        assertThat(second.vector()[6 + i]).isCloseTo(-plain[i] / .1f - g[i], within(2e-6f));
      }
    }
  }

  private RoundResult scaffold(
      ClientSession session, SoftmaxProgram program, ServerState state, long round, Path variates)
      throws IOException {
    Path at = Files.createDirectories(folder.resolve("state-" + round));
    state.write(at);
    RoundTask task =
        new RoundTask(
            program,
            local(1, 2, .1, 0, 0),
            new Treatment(false, 0, 0, true),
            AttackPlan.none(),
            null,
            "run",
            round,
            at.toString(),
            variates.toString(),
            new int[] {0});
    return new InProcessStage(session, null).run(task);
  }

  /** A session whose clients 1 and 2 fail, and 3 as a machine does. */
  private record Failing(ClientSession session) implements ClientSession {
    @Override
    public float[] initial() {
      return session.initial();
    }

    @Override
    public int examples(int client) {
      return session.examples(client);
    }

    @Override
    public LocalResult train(
        int client,
        long round,
        float[] start,
        LocalSettings settings,
        float[] correction,
        boolean mislabelled) {
      return switch (client) {
        case 1 -> throw new IllegalStateException("native code said no");
        case 2 -> throw new UncheckedIOException("no block", new IOException("disk"));
        case 3 -> throw new OutOfMemoryError("heap");
        default -> session.train(client, round, start, settings, correction, mislabelled);
      };
    }

    @Override
    public int heldOutParts() {
      return 0;
    }

    @Override
    public Map<String, double[]> measure(float[] parameters, int part) {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void aClientWhoseWorkFailsIsLeftOut() throws IOException {
    try (ClientSession session = program.open()) {
      ServerState state =
          ServerState.start(ServerSettings.of(FederatedMethod.FEDAVG), session.initial());
      RoundTask task =
          SmallProblem.task(program, SmallProblem.local(), Treatment.plain(), state, folder);
      ClientWork work = new ClientWork(task, new Failing(session));
      assertThat(work.of(0).report().leftOut()).isNull();
      assertThat(work.of(1).report())
          .isEqualTo(
              ClientReport.without(
                  1, LeftOut.FAILED, "IllegalStateException: native code said no"));
      assertThat(work.of(2).report().detail()).isEqualTo("UncheckedIOException: no block");
      assertThat(work.of(2).vector()).isNull();
      assertThatThrownBy(() -> work.of(3)).isInstanceOf(OutOfMemoryError.class);
      RoundTask hiding =
          SmallProblem.task(
              program, SmallProblem.local(), new Treatment(false, 1, 0, false), state, folder);
      assertThat(new ClientWork(hiding, new Failing(session)).of(1).report().detail())
          .isEqualTo("IllegalStateException");
      assertThatThrownBy(
              () ->
                  new RoundTask(
                      program,
                      task.local(),
                      task.treatment(),
                      task.attacks(),
                      null,
                      "run",
                      1,
                      task.state(),
                      "variates",
                      task.clients()))
          .hasMessage("control variates weigh all clients alike");
    }
  }

  /** Where noise covers what is told, nobody hears that a change is not finite or missing. */
  @Test
  void whatIsNoUsableChangeIsZerosUnderPrivacy() throws IOException {
    List<LabelledPoints> clients = new ArrayList<>(program.clients());
    float[] bad = clients.get(1).features().clone();
    bad[3] = Float.NaN;
    clients.set(1, new LabelledPoints(6, bad, clients.get(1).labels()));
    clients.set(2, new LabelledPoints(6, new float[0], new long[0]));
    SoftmaxProgram some = new SoftmaxProgram(4, clients, program.heldOut());
    try (ClientSession session = some.open()) {
      ServerState state =
          ServerState.start(ServerSettings.of(FederatedMethod.FEDAVG), session.initial());
      Treatment blank = new Treatment(false, .1, 0, false, true);
      for (int deadline : new int[] {0, 2}) {
        RoundTask task =
            SmallProblem.task(some, local(1, 8, .1, 0, deadline), blank, state, folder);
        ClientWork work = new ClientWork(task, session);
        // Client 0 needs three steps: too many where two are allowed.
        for (int slot : deadline == 0 ? new int[] {1, 2} : new int[] {0, 1, 2}) {
          ClientUpdate update = work.of(slot);
          assertThat(Vectors.norm(update.vector())).isZero();
          assertThat(update.report())
              .isEqualTo(new ClientReport(slot, null, "", 1, 0, Double.NaN, Double.NaN));
        }
      }
    }
  }

  /** The same noise falls on the same sum only: otherwise the difference of two would be clear. */
  @Test
  void twoSumsNeverShareNoise() {
    CentralNoise noise = new CentralNoise(3, 10, SecretSeed.of("a long secret text"));
    float[] sum = {1, 2, 3};
    float[] again = {1, 2, 3};
    float[] other = {1, 2, 3.0000002f};
    noise.apply(sum, 4);
    noise.apply(again, 4);
    noise.apply(other, 4);
    assertThat(again).isEqualTo(sum);
    assertThat(Math.abs(other[0] - sum[0])).isGreaterThan(1e-3f);
  }

  /** (1 − q)ⁿ + n q (1 − q)ⁿ⁻¹ + ½ n (n − 1) q² (1 − q)ⁿ⁻² for n 4, q ½: (1 + 4 + 6) / 16. */
  @Test
  void theChanceOfASmallDrawIsBinomial() {
    ClientSampling half = new ClientSampling(ClientSampling.Kind.POISSON, 4, 8);
    assertThat(half.drawsFewer(3, 4)).isCloseTo(11 / 16.0, within(1e-15));
    assertThat(half.drawsFewer(9, 4)).isCloseTo(1, within(1e-15));
    long most = 0;
    for (int client = 0; client < 8; client++) {
      long count = 0;
      for (long round = 1; round <= 5; round++) {
        for (int drawn : half.of(3, round)) {
          count += drawn == client ? 1 : 0;
        }
      }
      most = Math.max(most, count);
    }
    assertThat(half.mostRounds(3, 5)).isEqualTo(most).isPositive();
  }

  private static double norm(ClientSession session, float[] start, LocalSettings settings) {
    return Vectors.norm(session.train(2, 1, start, settings, null, false).change());
  }

  @Test
  void clientsThatCannotTakePartAreLeftOutWithTheReason() throws IOException {
    List<LabelledPoints> clients = new ArrayList<>(program.clients());
    float[] bad = clients.get(1).features().clone();
    bad[3] = Float.NaN;
    clients.set(1, new LabelledPoints(6, bad, clients.get(1).labels()));
    clients.set(2, new LabelledPoints(6, new float[0], new long[0]));
    float[] many = Arrays.copyOf(clients.get(3).features(), 6 * 100);
    clients.set(3, new LabelledPoints(6, many, new long[100]));
    SoftmaxProgram some = new SoftmaxProgram(4, clients, program.heldOut());
    try (ClientSession session = some.open()) {
      ServerState state =
          ServerState.start(ServerSettings.of(FederatedMethod.FEDAVG), session.initial());
      RoundTask task =
          SmallProblem.task(some, local(1, 8, .1, 0, 5), Treatment.plain(), state, folder);
      RoundResult result = new InProcessStage(session, null).run(task);
      assertThat(result.parts()).isEqualTo(10);
      assertThat(result.reports().get(1).leftOut()).isEqualTo(LeftOut.NOT_FINITE);
      assertThat(result.reports().get(2).leftOut()).isEqualTo(LeftOut.NO_EXAMPLES);
      assertThat(result.reports().get(3).leftOut()).isEqualTo(LeftOut.TOO_SLOW);
      assertThat(result.reports().get(3).detail()).isEqualTo("needs 13 steps where 5 are allowed");
      assertThat(Vectors.finite(result.vector())).isTrue();
      assertThat(result.weight()).isEqualTo(200);
    }
  }

  /**
   * Variates of all clients start at zero. After a round with every client c is the mean of cᵢ⁺ =
   * (x − yᵢ) / (K η), and what the clients keep adds up to what the server has.
   */
  @Test
  void controlVariatesAddUpToTheServers() throws IOException {
    ServerSettings settings = ServerSettings.of(FederatedMethod.SCAFFOLD);
    Path variates = folder.resolve("variates");
    try (ClientSession session = program.open()) {
      ServerState state = ServerState.start(settings, session.initial());
      for (long round = 1; round <= 3; round++) {
        RoundTask plain =
            SmallProblem.task(
                program,
                SmallProblem.local(),
                new Treatment(false, 0, 0, true),
                state,
                folder.resolve("state"));
        RoundTask task =
            new RoundTask(
                program,
                plain.local(),
                plain.treatment(),
                plain.attacks(),
                null,
                "run",
                round,
                plain.state(),
                variates.toString(),
                plain.clients());
        RoundResult first = new InProcessStage(session, null).run(task);
        RoundResult again = new InProcessStage(session, null).run(task);
        assertThat(again.vector()).isEqualTo(first.vector());
        server(settings, null).apply(state, round, again);
        double[] mean = new double[state.weights().length];
        for (int client = 0; client < SmallProblem.CLIENTS; client++) {
          float[] own = new ControlVariates(variates).before(client, round + 1, mean.length);
          for (int i = 0; i < mean.length; i++) {
            mean[i] += own[i] / SmallProblem.CLIENTS;
          }
        }
        for (int i = 0; i < mean.length; i++) {
          assertThat((double) state.variate()[i]).isCloseTo(mean[i], within(1e-5));
        }
      }
      new ControlVariates(variates).removeBefore(3);
      assertThat(variates.resolve("0")).isDirectoryContaining("glob:**3.f32");
      assertThat(variates.resolve("0").toFile().list()).hasSize(1);
      new ControlVariates(variates).removeAfter(2);
      assertThat(variates.resolve("0")).isEmptyDirectory();
    }
  }

  /** Clients of one class each, and several local steps: drift that control variates take back. */
  @Test
  void controlVariatesTakeDriftBack() throws IOException {
    double plain = lossAfter(FederatedMethod.FEDAVG);
    double corrected = lossAfter(FederatedMethod.SCAFFOLD);
    assertThat(corrected).isLessThan(plain);
  }

  private double lossAfter(FederatedMethod method) throws IOException {
    SoftmaxProgram skewed = new GaussianClasses(4, 6, 2, .95).program(5, 12, 30, 1000);
    ServerSettings settings = ServerSettings.of(method);
    try (ClientSession session = skewed.open()) {
      ServerState state = ServerState.start(settings, session.initial());
      RoundServer server = new RoundServer(new ServerOptimizer(settings), false, null, 12);
      Path variates = folder.resolve("variates-" + method);
      for (long round = 1; round <= 12; round++) {
        RoundTask plain =
            SmallProblem.task(
                skewed,
                new LocalSettings(5, 8, 10, 10, .3, 0, 0, 0, 0),
                new Treatment(false, 0, 0, true),
                state,
                folder.resolve("state-" + method));
        RoundTask task =
            new RoundTask(
                skewed,
                plain.local(),
                plain.treatment(),
                plain.attacks(),
                null,
                "run",
                round,
                plain.state(),
                method == FederatedMethod.SCAFFOLD ? variates.toString() : null,
                plain.clients());
        server.apply(state, round, new InProcessStage(session, null).run(task));
      }
      double[] loss = session.measure(state.weights(), 0).get("loss");
      return loss[0] / loss[1];
    }
  }

  @Test
  void boundsAndLocalNoiseSitWithTheClient() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef");
    try (ClientSession session = program.open()) {
      ServerState state =
          ServerState.start(ServerSettings.of(FederatedMethod.FEDAVG), session.initial());
      RoundTask bounded =
          SmallProblem.task(
              program, SmallProblem.local(), new Treatment(false, .01, 0, false), state, folder);
      ClientUpdate update = new ClientWork(bounded, session).of(0);
      assertThat(Vectors.norm(update.vector())).isBetween(.00999, .01);
      assertThat(update.report().loss()).isNaN();
      RoundTask noisy =
          new RoundTask(
              program,
              bounded.local(),
              new Treatment(false, .01, .5, false),
              AttackPlan.none(),
              new SecretSource("file:" + secret),
              "run",
              1,
              bounded.state(),
              null,
              bounded.clients());
      float[] one = new ClientWork(noisy, session).of(0).vector();
      assertThat(new ClientWork(noisy, session).of(0).vector()).isEqualTo(one);
      assertThat(Vectors.norm(one)).isBetween(.5 * Math.sqrt(28) * .5, .5 * Math.sqrt(28) * 1.6);
      // What quantisation adds must fit below the bound.
      assertThat(new Treatment(false, .01, 0, false).within(.002).normBound())
          .isCloseTo(.008, within(1e-15));
      assertThatThrownBy(() -> new Treatment(false, 0, .5, false))
          .hasMessageContaining("without a norm bound");
    }
  }

  /** The noise hides whether anybody took part, and divides by what is expected. */
  @Test
  void centralNoiseIsAddedToAnEmptySumToo() {
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDAVG);
    ServerState state = ServerState.start(settings, new float[20_000]);
    CentralNoise noise = new CentralNoise(3, 10, SecretSeed.of("a long secret text"));
    Map<String, Double> values =
        server(settings, noise).apply(state, 1, new RoundResult(null, List.of(), ""));
    assertThat(values).containsEntry("clients", 0.0);
    double deviation = Vectors.norm(state.weights()) / Math.sqrt(20_000);
    assertThat(deviation).isCloseTo(.3, within(.006));
    ServerState other = ServerState.start(settings, new float[20_000]);
    server(settings, null).apply(other, 1, new RoundResult(null, List.of(), ""));
    assertThat(Vectors.norm(other.weights())).isZero();
  }

  @Test
  void samplingIsReproducibleAndFair() {
    ClientSampling fixed = new ClientSampling(ClientSampling.Kind.FIXED, 5, 50);
    ClientSampling poisson = new ClientSampling(ClientSampling.Kind.POISSON, 5, 50);
    int[] counts = new int[50];
    long drawn = 0;
    for (long round = 1; round <= 2000; round++) {
      int[] clients = fixed.of(1, round);
      assertThat(clients).hasSize(5).isSorted().doesNotHaveDuplicates();
      assertThat(fixed.of(1, round)).isEqualTo(clients);
      for (int client : clients) {
        counts[client]++;
      }
      drawn += poisson.of(1, round).length;
    }
    // 200 expected of each, deviation 13.4; 10,000 in all, deviation 95.
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 140 && count < 260);
    assertThat(drawn).isBetween(9_600L, 10_400L);
    assertThat(new AttackPlan(Attack.SIGN_FLIP, .3, 1, 4, 50).count()).isEqualTo(15);
  }
}
