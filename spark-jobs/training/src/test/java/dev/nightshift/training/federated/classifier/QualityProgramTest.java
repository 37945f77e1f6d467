package dev.nightshift.training.federated.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.classifiers.feature.TextStatistics;
import dev.nightshift.classifiers.quality.NetworkShape;
import dev.nightshift.classifiers.quality.NetworkUpdater;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.InProcessStage;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.Vectors;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.client.ClientTable.Split;
import dev.nightshift.training.federated.client.LocalResult;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.client.StragglerException;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityProgramTest {

  private static final int SITES = 6;
  private static final FeatureSettings FEATURES = FeatureSettings.DEFAULT.withHashedFeatures(64);

  @TempDir Path folder;

  private Standardisation scale;

  @BeforeEach
  void write() throws IOException {
    StatisticsScale statistics = new StatisticsScale(TextStatistics.COUNT);
    List<String> keys = new ArrayList<>();
    List<Integer> starts = new ArrayList<>(List.of(0));
    try (FeatureWriter train = new FeatureWriter(folder.resolve("train"));
        FeatureWriter held = new FeatureWriter(folder.resolve("held"))) {
      for (int site = 0; site < SITES; site++) {
        String name = "site-" + site;
        int kept = 0;
        int seen = 0;
        for (LabelledTexts.Labelled row : LabelledTexts.of(SITES, 20)) {
          if (row.site().equals(name)) {
            LabelledFeatures features =
                new LabelledFeatures(TextFeatures.of(row.text(), FEATURES), row.good());
            if (seen++ < 15) {
              train.add(features);
              statistics.add(features.features().statistics());
              kept++;
            } else {
              held.add(features);
            }
          }
        }
        keys.add(name);
        starts.add(starts.get(site) + kept);
      }
      train.finish();
      held.finish();
    }
    new ClientTable(keys, starts).write(folder.resolve("clients.json"));
    scale = new Standardisation(statistics.mean(), statistics.deviation());
  }

  private QualityProgram program(NetworkUpdater updater, double rate, Split split) {
    return new QualityProgram(
        new NetworkShape(FEATURES.width(), 4, updater, rate, 1e-4, 5),
        scale,
        folder.resolve("train").toString(),
        folder.resolve("clients.json").toString(),
        split,
        folder.resolve("held").toString(),
        5);
  }

  private static LocalSettings settings(
      int batch, double rate, double clip, double mu, long deadline) {
    return new LocalSettings(5, 1, batch, batch, rate, clip, mu, deadline, 0);
  }

  /** One step of all examples at each client, weighted by them, is one step of all together. */
  @Test
  void oneFullStepOfEachClientIsOneOfAllTogether() throws IOException {
    LocalSettings all = settings(90, .5, 0, 0, 0);
    float[] central;
    float[] start;
    try (ClientSession session = program(NetworkUpdater.SGD, .5, Split.CENTRAL).open()) {
      start = session.initial();
      assertThat(session.examples(0)).isEqualTo(90);
      LocalResult result = session.train(0, 1, start, all, null, false);
      assertThat(result.steps()).isEqualTo(1);
      central = result.change();
    }
    try (ClientSession session = program(NetworkUpdater.SGD, .5, Split.NATURAL).open()) {
      double[] sum = new double[start.length];
      for (int client = 0; client < SITES; client++) {
        float[] change = session.train(client, 1, start, all, null, false).change();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += change[i] * session.examples(client) / 90.0;
        }
      }
      for (int i = 0; i < sum.length; i++) {
        assertThat(sum[i]).isCloseTo(central[i], within(1e-6));
      }
    }
  }

  /** A client's change depends on nothing that the session did before. */
  @Test
  void roundsDoNotKnowOneAnother() throws IOException {
    LocalSettings local = settings(4, .01, 0, 0, 0);
    QualityProgram program = program(NetworkUpdater.ADAM, .01, Split.NATURAL);
    float[] alone;
    try (ClientSession session = program.open()) {
      alone = session.train(3, 7, session.initial(), local, null, false).change();
    }
    try (ClientSession session = program.open()) {
      float[] start = session.initial();
      session.train(1, 2, start, local, null, true);
      session.measure(start, 0);
      assertThat(session.train(3, 7, start, local, null, false).change()).isEqualTo(alone);
      assertThat(session.train(3, 8, start, local, null, false).change()).isNotEqualTo(alone);
    }
  }

  @Test
  void whatIsAskedOfClientsIsDone() throws IOException {
    QualityProgram program = program(NetworkUpdater.SGD, .1, Split.NATURAL);
    try (ClientSession session = program.open()) {
      float[] start = session.initial();
      LocalSettings plain = settings(5, .1, 0, 0, 0);
      float[] free = session.train(0, 1, start, plain, null, false).change();
      float[] held = session.train(0, 1, start, settings(5, .1, 0, 5, 0), null, false).change();
      assertThat(Vectors.norm(held)).as("mu").isLessThan(.9 * Vectors.norm(free));
      float[] clipped =
          session.train(0, 1, start, settings(5, .1, .01, 0, 0), null, false).change();
      // Three steps, each of at most rate times clip, beside the penalty on weights.
      assertThat(Vectors.norm(clipped)).isBetween(1e-4, 3 * .1 * .01 + 1e-3);
      float[] flipped = session.train(0, 1, start, plain, null, true).change();
      assertThat(flipped).isNotEqualTo(free);
      float[] correction = new float[start.length];
      correction[0] = 1;
      float[] corrected = session.train(0, 1, start, plain, correction, false).change();
      assertThat(corrected[0] - free[0]).isCloseTo(-3 * .1f, within(.05f));
      assertThatThrownBy(() -> session.train(0, 1, start, settings(5, .1, 0, 0, 2), null, false))
          .isInstanceOf(StragglerException.class)
          .hasMessage("needs 3 steps where 2 are allowed");
      assertThatThrownBy(() -> session.train(0, 1, start, settings(5, .2, 0, 0, 0), null, false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("clients train at 0.2, the network at 0.1");
    }
  }

  @Test
  void roundsTeachTheNetwork() throws IOException {
    QualityProgram program = program(NetworkUpdater.ADAM, .01, Split.NATURAL);
    LocalSettings local = settings(5, .01, 0, 0, 0);
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDAVG);
    RoundServer server = new RoundServer(new ServerOptimizer(settings), false, null, SITES);
    try (ClientSession session = program.open()) {
      ServerState state = ServerState.start(settings, session.initial());
      assertThat(session.heldOutParts()).isEqualTo(1);
      double before = loss(session, state);
      assertThat(before).isBetween(.4, 1.2);
      InProcessStage stage = new InProcessStage(session, null);
      Path at = Files.createDirectories(folder.resolve("state"));
      for (long round = 1; round <= 8; round++) {
        state.write(at);
        RoundResult result =
            stage.run(
                new RoundTask(
                    program,
                    local,
                    Treatment.plain(),
                    AttackPlan.none(),
                    null,
                    "run",
                    round,
                    at.toString(),
                    null,
                    IntStream.range(0, SITES).toArray()));
        server.apply(state, round, result);
      }
      assertThat(loss(session, state)).isLessThan(before / 2);
      double[] right = session.measure(state.weights(), 0).get("accuracy");
      assertThat(right[1]).isEqualTo(30);
      assertThat(right[0] / right[1]).isGreaterThan(.9);
      program.save(state.weights(), Files.createDirectories(folder.resolve("saved")));
      assertThat(folder.resolve("saved/network.zip")).isNotEmptyFile();
    }
  }

  private static double loss(ClientSession session, ServerState state) {
    double[] loss = session.measure(state.weights(), 0).get("loss");
    return loss[0] / loss[1];
  }

  /** The numbers 1, 2, 4 have mean 7/3 and deviation √(14/3 / 2) = 1.5275. */
  @Test
  void theScaleIsMeanAndDeviation() {
    StatisticsScale statistics = new StatisticsScale(1);
    assertThat(statistics.deviation()).containsExactly(0);
    for (double value : new double[] {1, 2, 4}) {
      statistics.add(new double[] {value});
    }
    assertThat(statistics.mean()[0]).isCloseTo(7 / 3.0, within(1e-6));
    assertThat(statistics.deviation()[0]).isCloseTo(1.5275252, within(1e-6));
  }
}
