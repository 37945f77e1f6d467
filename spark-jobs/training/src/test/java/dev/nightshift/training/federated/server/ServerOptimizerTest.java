package dev.nightshift.training.federated.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps worked out by hand: x = 1, Δ = .5. */
class ServerOptimizerTest {

  @TempDir Path folder;

  private static double steps(ServerSettings settings, double... changes) {
    ServerState state = ServerState.start(settings, new float[] {1});
    ServerOptimizer optimizer = new ServerOptimizer(settings);
    for (int i = 0; i < changes.length; i++) {
      optimizer.step(state, new float[] {(float) changes[i]});
    }
    return state.weights()[0];
  }

  private static double steps(FederatedMethod method, double... changes) {
    return steps(ServerSettings.of(method), changes);
  }

  @Test
  void averagingAddsTheMeanChange() {
    assertThat(steps(FederatedMethod.FEDAVG, .5)).isEqualTo(1.5);
    assertThat(steps(FederatedMethod.FEDPROX, .5)).isEqualTo(1.5);
    assertThat(steps(FederatedMethod.SCAFFOLD, .5, .25)).isEqualTo(1.75);
  }

  /** m = .5, x = 1.5; m = .9 · .5 + .5 = .95, x = 2.45. */
  @Test
  void momentumKeepsEarlierChanges() {
    assertThat(steps(FederatedMethod.FEDAVGM, .5, .5)).isCloseTo(2.45, within(1e-6));
  }

  /** m = .05; v = .99 · 10⁻⁶ + .01 · .25 = .00250099; x = 1 + .01 · .05 / (√v + .001). */
  @Test
  void adam() {
    assertThat(steps(FederatedMethod.FEDADAM, .5)).isCloseTo(1.0098020, within(1e-7));
  }

  /** v = 10⁻⁶ − .01 · .25 · sign(10⁻⁶ − .25) = .002501. */
  @Test
  void yogi() {
    assertThat(steps(FederatedMethod.FEDYOGI, .5)).isCloseTo(1.0098020, within(1e-7));
    // The second change is small: v falls by .01 · .0001 and not to a hundredth of it.
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDYOGI);
    ServerState state = ServerState.start(settings, new float[] {1});
    ServerOptimizer optimizer = new ServerOptimizer(settings);
    optimizer.step(state, new float[] {.5f});
    optimizer.step(state, new float[] {.01f});
    assertThat(state.second()[0]).isCloseTo((float) (.002501 - 1e-6), within(1e-9f));
  }

  /** β₁ = 0: m = .5; v = 10⁻⁶ + .25; x = 1 + .01 · .5 / (√v + .001) = 1.00998002. */
  @Test
  void adagrad() {
    assertThat(steps(FederatedMethod.FEDADAGRAD, .5)).isCloseTo(1.0099800, within(1e-7));
  }

  /** m / (1 − .9) = .5; v / (1 − .99) = .250099; x = 1 + .01 · .5 / (√.250099 + .001). */
  @Test
  void biasIsCorrectedWhereItIsAskedFor() {
    ServerSettings corrected =
        new ServerSettings(FederatedMethod.FEDADAM, .01, .9, .99, 1e-3, 1e-6, true);
    assertThat(steps(corrected, .5))
        .isCloseTo(1 + .005 / (Math.sqrt(.250099) + .001), within(1e-7));
  }

  /** A round that changes nothing is no step: the first step after it has t = 1. */
  @Test
  void biasIsThatOfTheStepsTaken() throws IOException {
    ServerSettings corrected =
        new ServerSettings(FederatedMethod.FEDADAM, .01, .9, .99, 1e-3, 1e-6, true);
    ServerState state = ServerState.start(corrected, new float[] {1});
    RoundServer server = new RoundServer(new ServerOptimizer(corrected), false, null, 1);
    server.apply(state, 1, new RoundResult(null, List.of(), ""));
    ClientReport one = new ClientReport(0, null, "", 1, 1, 0, 0);
    server.apply(state, 2, new RoundResult(new float[] {.5f}, List.of(one), ""));
    assertThat((double) state.weights()[0])
        .isCloseTo(1 + .005 / (Math.sqrt(.250099) + .001), within(1e-7));
    state.write(folder);
    assertThat(ServerState.read(folder).steps()).isEqualTo(1);
  }

  @Test
  void aStateThatIsNoLongerFiniteStopsTheTraining() {
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDAVG);
    ServerState state = ServerState.start(settings, new float[] {3e38f});
    RoundServer server = new RoundServer(new ServerOptimizer(settings), false, null, 1);
    ClientReport one = new ClientReport(0, null, "", 1, 1, 0, 0);
    assertThatThrownBy(
            () -> server.apply(state, 4, new RoundResult(new float[] {3e38f}, List.of(one), "")))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no longer finite after round 4")
        .hasMessageContaining("--server-learning-rate");
  }

  @Test
  void aStateComesBackBitForBit() throws IOException {
    ServerSettings settings = ServerSettings.of(FederatedMethod.FEDADAM);
    float[] weights = new float[100_000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i);
    }
    ServerState state = ServerState.start(settings, weights);
    new ServerOptimizer(settings).step(state, weights);
    state.write(folder);
    ServerState read = ServerState.read(folder);
    assertThat(read.weights()).isEqualTo(state.weights());
    assertThat(read.first()).isEqualTo(state.first());
    assertThat(read.second()).isEqualTo(state.second());
    assertThat(read.digest()).isEqualTo(state.digest());
    weights[99_999] = Math.nextUp(weights[99_999]);
    assertThat(ServerState.start(settings, weights).digest())
        .isNotEqualTo(ServerState.start(settings, state.weights()).digest());
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new ServerSettings(FederatedMethod.FEDADAM, 1, 1, .9, .1, 0, false))
        .hasMessageContaining("decays of 1.0");
    assertThat(FederatedMethod.of("fedyogi").defaultServerRate()).isEqualTo(.01);
    assertThat(FederatedMethod.of("fedavg").defaultServerRate()).isEqualTo(1);
  }
}
