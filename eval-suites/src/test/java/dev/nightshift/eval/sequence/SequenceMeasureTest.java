package dev.nightshift.eval.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.eval.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SequenceMeasureTest {

  private static final double[][] R = {{.9, .1, .1}, {.7, .8, .2}, {.6, .5, .85}};
  private static final double[] BEFORE = {.1, .1, .1};

  /** {@code reference/values.md}, "Continual", and what follows from the same matrix. */
  @Test
  void measuresOfTheReferenceMatrix() {
    TransferMatrix matrix = TransferMatrix.of(R, BEFORE);
    Map<SequenceMeasure, Double> expected = new TreeMap<>();
    // (.6 + .5 + .85) / 3.
    expected.put(SequenceMeasure.AVERAGE_ACCURACY, .65);
    // (.6 − .9 + .5 − .8) / 2.
    expected.put(SequenceMeasure.BACKWARD_TRANSFER, -.30);
    // (.1 − .1 + .2 − .1) / 2.
    expected.put(SequenceMeasure.FORWARD_TRANSFER, .05);
    // (max(.9, .7) − .6 + max(.1, .8) − .5) / 2.
    expected.put(SequenceMeasure.FORGETTING, .30);
    // (.9 + .8 + .85) / 3.
    expected.put(SequenceMeasure.PLASTICITY, .85);
    // (.6 + .5) / 2.
    expected.put(SequenceMeasure.STABILITY, .55);
    // 2 · .55 · .85 / 1.4.
    expected.put(SequenceMeasure.STABILITY_PLASTICITY, .667857142857);
    // (.1 + .1 + .2) / 3.
    expected.put(SequenceMeasure.ONLINE_ACCURACY, .4 / 3);
    expected.forEach(
        (measure, value) ->
            assertThat(measure.of(matrix).orElseThrow())
                .as(measure.label())
                .isCloseTo(value, within(1e-9)));
    assertThat(SequenceMeasure.INTRANSIGENCE.of(matrix)).isEmpty();
  }

  /** a* − diagonal: (.05 + .1 + 0) / 3. */
  @Test
  void intransigenceNeedsAModelOfEachTaskAlone() {
    TransferMatrix matrix =
        new TransferMatrix(
            List.of("a", "b", "c"),
            Arrays.stream(R).map(TransferMatrix::list).toList(),
            null,
            List.of(.95, .9, .85));
    assertThat(SequenceMeasure.INTRANSIGENCE.of(matrix).orElseThrow()).isCloseTo(.05, within(1e-9));
    assertThat(SequenceMeasure.FORWARD_TRANSFER.of(matrix)).isEmpty();
    assertThat(SequenceMeasure.ONLINE_ACCURACY.of(matrix)).isEmpty();
  }

  @Test
  void oneTaskTransfersNothing() {
    TransferMatrix one = TransferMatrix.of(new double[][] {{.5}}, null);
    assertThat(SequenceMeasure.AVERAGE_ACCURACY.of(one)).hasValue(.5);
    assertThat(SequenceMeasure.BACKWARD_TRANSFER.of(one)).isEmpty();
    assertThatThrownBy(() -> TransferMatrix.of(new double[][] {{.5, .2}}, null))
        .hasMessage("a matrix of 1 tasks needs as many rows, columns and baselines");
  }

  private static double[] items(int n, int right) {
    double[] items = new double[n];
    Arrays.fill(items, 0, right, 1);
    return items;
  }

  /**
   * Two tasks of 400 items. Nested right answers: of the first task 200 of 360 stay, so that
   * backward transfer is −160/400, and its error that of the per-item differences.
   */
  @Test
  void errorsAreBootstrappedOverItems() {
    SequenceScores scores =
        SequenceScores.of(
            List.of("first", "second"),
            List.of(
                new double[][] {items(400, 40), items(400, 360), items(400, 200)},
                new double[][] {items(400, 40), items(400, 80), items(400, 320)}),
            null);
    List<SequenceEstimate> estimates = scores.estimates();
    SequenceEstimate backward =
        estimates.stream()
            .filter(e -> e.measure() == SequenceMeasure.BACKWARD_TRANSFER)
            .findFirst()
            .orElseThrow();
    assertThat(backward.value()).isCloseTo(-.4, within(1e-12));
    assertThat(backward.n()).isEqualTo(800);
    double exact = Estimate.of(items(400, 160)).standardError();
    assertThat(backward.standardError() / exact).isCloseTo(1, within(.1));
    assertThat(backward.interval().contains(-.4)).isTrue();
    assertThat(estimates).hasSize(SequenceMeasure.values().length - 1);
    // 40 of 400, then 80 of 400 under the model of the first task.
    assertThat(scores.online()).extracting(point -> point.all().mean()).containsExactly(.1, .15);
    assertThat(scores.estimates()).as("a function of the scores").isEqualTo(estimates);
    assertThatThrownBy(
            () ->
                SequenceScores.of(
                    List.of("a"), List.<double[][]>of(new double[][] {{1}, {0}, {1}}), null))
        .hasMessage("1 tasks need 1 models, or one more for the start, not 3");
  }

  /** α = ½ over 1, 0, 1: (1 · ¼ + 0 · ½ + 1) / (¼ + ½ + 1). */
  @Test
  void prequentialScoresFade() {
    List<Prequential.Point> points =
        Prequential.of(List.of(new double[] {1, 0}, new double[] {1}), .5);
    assertThat(points.get(0).fading()).isCloseTo(.5 / 1.5, within(1e-12));
    assertThat(points.get(1).fading()).isCloseTo(1.25 / 1.75, within(1e-12));
    assertThat(points.get(1).all().mean()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(points.get(1).night().n()).isEqualTo(1);
    assertThatThrownBy(() -> Prequential.of(List.of(), 0)).hasMessageContaining("was 0.0");
  }
}
