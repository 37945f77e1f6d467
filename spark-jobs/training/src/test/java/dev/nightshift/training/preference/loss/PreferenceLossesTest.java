package dev.nightshift.training.preference.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.preference.loss.ApoLoss.Anchor;
import dev.nightshift.training.preference.loss.IpoLoss.Normalisation;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Policy log-probabilities chosen [−.5, −10, −1], rejected [−.1, −30, −21]; reference chosen [−.5,
 * −10.1, −.1], rejected [−.1, −20.1, −.1]. The log-ratios r are chosen [0, .1, −.9] and rejected [0,
 * −9.9, −20.9], so the margins h are [0, 10, 20], and with β = .1 the scaled margins are [0, 1, 2].
 */
class PreferenceLossesTest {

  private static final double[] CHOSEN = {-.5, -10, -1};
  private static final double[] REJECTED = {-.1, -30, -21};
  private static final double[] REFERENCE_CHOSEN = {-.5, -10.1, -.1};
  private static final double[] REFERENCE_REJECTED = {-.1, -20.1, -.1};
  private static final double[] LENGTHS = {2, 4, 5};
  private static final double[] NONE = {0, 0, 0};
  private static final Offset<Double> CLOSE = within(1e-6);

  /** β r: [0, .01, −.09] and [0, −.99, −2.09]. */
  @Test
  void rewardsAreScaledLogRatios() {
    try (PointerScope scope = new PointerScope()) {
      PreferenceTerms terms = terms(StepStatistics.NONE);
      for (PreferenceLoss loss :
          List.of(
              new SigmoidLoss(.1, 0),
              new RobustLoss(.1, .1),
              new HingeLoss(.1),
              new IpoLoss(.1, Normalisation.SUM),
              new SppoLoss(.1),
              new ApoLoss(.1, Anchor.ZERO),
              new KtoLoss(.1, 1, 1),
              new BcoLoss(.1))) {
        assertThat(TensorIo.toDoubles(loss.rewards(terms.chosen())))
            .as(loss.name())
            .containsExactly(new double[] {0, .01, -.09}, CLOSE);
        assertThat(TensorIo.toDoubles(loss.rewards(terms.rejected())))
            .containsExactly(new double[] {0, -.99, -2.09}, CLOSE);
      }
      assertThat(TensorIo.toDoubles(new SimpoLoss(2, .5).rewards(terms.chosen())))
          .containsExactly(new double[] {-.5, -5, -.4}, CLOSE);
      assertThat(TensorIo.toDoubles(new CpoLoss(.1).rewards(terms.rejected())))
          .containsExactly(new double[] {-.01, -3, -2.1}, CLOSE);
      assertThat(TensorIo.toDoubles(new OrpoLoss(.1).rewards(terms.chosen())))
          .containsExactly(new double[] {-.025, -.25, -.02}, CLOSE);
    }
  }

  /** ln(1 + e^0), ln(1 + e^−1), ln(1 + e^−2). */
  @Test
  void sigmoid() {
    assertLosses(new SigmoidLoss(.1, 0), .693147, .313262, .126928);
  }

  /** .9 ln(1 + e^−1) + .1 ln(1 + e^1) = .9 · .313262 + .1 · 1.313262 = .413262. */
  @Test
  void conservativeSigmoid() {
    assertLosses(new SigmoidLoss(.1, .1), .693147, .413262, .326928);
  }

  /** (.9 · .313262 − .1 · 1.313262) / .8 = .188262; (.9 · .126928 − .1 · 2.126928) / .8 < 0. */
  @Test
  void robust() {
    assertLosses(new RobustLoss(.1, .1), .693147, .188262, -.123072);
  }

  /** With labels flipped at rate ε the robust loss has the mean of the sigmoid loss. */
  @Test
  void robustIsUnbiasedUnderFlippedLabels() {
    double e = .2;
    RobustLoss robust = new RobustLoss(.3, e);
    for (double h : new double[] {-4, -.3, 0, 2.5}) {
      double mean = (1 - e) * margin(robust, h) + e * margin(robust, -h);
      assertThat(mean).isCloseTo(margin(new SigmoidLoss(.3, 0), h), within(1e-12));
    }
  }

  /** max(0, 1 − [0, 1, 2]). */
  @Test
  void hinge() {
    assertLosses(new HingeLoss(.1), 1, 0, 0);
  }

  /** ([0, 10, 20] − 1 / .2)² = [25, 25, 225]. */
  @Test
  void ipo() {
    assertLosses(new IpoLoss(.1, Normalisation.SUM), 25, 25, 225);
  }

  /** h / [2, 4, 5] = [0, 2.5, 4]; less 5 and squared: [25, 6.25, 1]. */
  @Test
  void ipoNormalisedByLength() {
    assertLosses(new IpoLoss(.1, Normalisation.MEAN), 25, 6.25, 1);
  }

  /** (.1 − 5)² + (−9.9 + 5)² = 24.01 + 24.01; (−.9 − 5)² + (−20.9 + 5)² = 34.81 + 252.81. */
  @Test
  void sppo() {
    assertLosses(new SppoLoss(.1), 50, 48.02, 287.62);
  }

  /** −ln σ(.01) − ln σ(.99) = .688160 + .315961; −ln σ(−.09) − ln σ(2.09) = .739159 + .116616. */
  @Test
  void bco() {
    assertLosses(new BcoLoss(.1), 1.386294, 1.004121, .855775);
  }

  /** At δ = .01 the reward .01 is in the middle: ln 2, and −ln σ(.99 + .01) = .313262. */
  @Test
  void bcoIsShifted() {
    double[] losses = losses(new BcoLoss(.1), new StepStatistics(0, .01));
    assertThat(losses[1]).isCloseTo(Math.log(2) + .313262, CLOSE);
  }

  /** 1 − σ(.01) + σ(−.99) = .4975 + .270912; 1 − σ(−.09) + σ(−2.09) = .522485 + .110072. */
  @Test
  void apoZero() {
    assertLosses(new ApoLoss(.1, Anchor.ZERO), 1, .768412, .632557);
  }

  /** σ(β r_w) + 1 − σ(βh): ½ + ½; .502500 + .268941; .477515 + .119203. */
  @Test
  void apoDown() {
    assertLosses(new ApoLoss(.1, Anchor.DOWN), 1, .771441, .596718);
  }

  /** KL .5: chosen 1 − σ(.1 (r − .5)) = σ(.05), σ(.04), σ(.14); rejected 1 − σ(.1 (.5 − r)). */
  @Test
  void kto() {
    try (PointerScope scope = new PointerScope()) {
      StepStatistics statistics = new StepStatistics(.5, 0);
      PreferenceTerms both = terms(statistics);
      Answers absent = answers(NONE, NONE, NONE);
      KtoLoss kto = new KtoLoss(.1, 1, 1);
      double[] desirable = {.512497, .509999, .534943};
      double[] undesirable = {.487503, .261150, .105269};
      assertThat(
              TensorIo.toDoubles(kto.of(new PreferenceTerms(both.chosen(), absent, statistics))))
          .containsExactly(desirable, CLOSE);
      assertThat(
              TensorIo.toDoubles(kto.of(new PreferenceTerms(absent, both.rejected(), statistics))))
          .containsExactly(undesirable, CLOSE);
      double[] weighted = TensorIo.toDoubles(new KtoLoss(.1, 2, 3).of(both));
      for (int i = 0; i < 3; i++) {
        assertThat(weighted[i]).isCloseTo(2 * desirable[i] + 3 * undesirable[i], within(1e-5));
      }
    }
  }

  /**
   * β = 2, γ = .5, lengths [2, 4, 5]: z = 2 · [−.25, −2.5, −.2] − 2 · [−.05, −7.5, −4.2] − .5 =
   * [−.9, 9.5, 7.5], and ln(1 + e^−z).
   */
  @Test
  void simpo() {
    assertLosses(
        new SimpoLoss(2, .5),
        Math.log1p(Math.exp(.9)),
        Math.log1p(Math.exp(-9.5)),
        Math.log1p(Math.exp(-7.5)));
  }

  /** Margins .1 · [−.4, 20, 20]; ln(1 + e^−z) − log π / |y| with [.25, 2.5, .2]. */
  @Test
  void cpo() {
    assertLosses(
        new CpoLoss(.1),
        Math.log1p(Math.exp(.04)) + .25,
        Math.log1p(Math.exp(-2)) + 2.5,
        Math.log1p(Math.exp(-2)) + .2);
  }

  /**
   * Mean log-probabilities [−.25, −2.5, −.2] and [−.05, −7.5, −4.2]; log odds = x − ln(1 − e^x); λ =
   * .1: −x_w + .1 ln(1 + e^−(difference)).
   */
  @Test
  void orpo() {
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      double good = CHOSEN[i] / LENGTHS[i];
      double bad = REJECTED[i] / LENGTHS[i];
      double ratio =
          good - Math.log(1 - Math.exp(good)) - (bad - Math.log(1 - Math.exp(bad)));
      expected[i] = -good + .1 * Math.log1p(Math.exp(-ratio));
    }
    assertThat(expected[0]).isCloseTo(.25 + .1 * 1.877889, within(1e-5));
    assertLosses(new OrpoLoss(.1), expected);
  }

  /** [.25, 2.5, .2]. */
  @Test
  void supervised() {
    assertLosses(new SftLoss(), .25, 2.5, .2);
  }

  /** .8 · sigmoid + .2 · bco + 1 · sft. */
  @Test
  void weighted() {
    WeightedLoss mixed =
        new WeightedLoss(
            List.of(
                new WeightedLoss.Part(new SigmoidLoss(.1, 0), .8),
                new WeightedLoss.Part(new BcoLoss(.1), .2),
                new WeightedLoss.Part(new SftLoss(), 1)));
    assertLosses(
        mixed,
        .8 * .693147 + .2 * 1.386294 + .25,
        .8 * .313262 + .2 * 1.004121 + 2.5,
        .8 * .126928 + .2 * .855775 + .2);
    assertThat(mixed.name()).isEqualTo("sigmoid:0.8,bco:0.2,sft:1.0");
    assertThat(mixed.needsShift()).isTrue();
    assertThat(mixed.needsKl()).isFalse();
    assertThat(mixed.judgesAlone()).isFalse();
    assertThat(mixed.learnsChosen()).isTrue();
    assertThat(mixed.usesReference()).isTrue();
  }

  static Stream<PreferenceLoss> everyLoss() {
    return Stream.of(
        new SigmoidLoss(.3, 0),
        new SigmoidLoss(.3, .2),
        new RobustLoss(.3, .2),
        new HingeLoss(.3),
        new IpoLoss(.3, Normalisation.SUM),
        new IpoLoss(.3, Normalisation.MEAN),
        new KtoLoss(.3, 1, 1.5),
        new OrpoLoss(.3),
        new SimpoLoss(2, .5),
        new CpoLoss(.3),
        new BcoLoss(.3),
        new SppoLoss(.3),
        new ApoLoss(.3, Anchor.ZERO),
        new ApoLoss(.3, Anchor.DOWN),
        new SftLoss(),
        new WeightedLoss(
            List.of(
                new WeightedLoss.Part(new SigmoidLoss(.3, 0), 1),
                new WeightedLoss.Part(new IpoLoss(.3, Normalisation.SUM), .2))));
  }

  /** Central differences in double precision, away from the corner of the hinge. */
  @ParameterizedTest
  @MethodSource("everyLoss")
  void gradientsAgreeWithFiniteDifferences(PreferenceLoss loss) {
    double step = 1e-5;
    double[][] points = {{-3, -4}, {-9, -2}, {-1.5, -8}, {-20, -21}};
    for (double[] point : points) {
      try (PointerScope scope = new PointerScope()) {
        Tensor chosen = Tensor.create(point[0]).set_requires_grad(true);
        Tensor rejected = Tensor.create(point[1]).set_requires_grad(true);
        loss.of(at(chosen, rejected)).sum().backward();
        for (int side = 0; side < 2; side++) {
          double[] up = point.clone();
          double[] down = point.clone();
          up[side] += step;
          down[side] -= step;
          double numeric = (value(loss, up) - value(loss, down)) / (2 * step);
          Tensor gradient = (side == 0 ? chosen : rejected).grad();
          double analytic = gradient.defined() ? gradient.item_double() : 0;
          assertThat(analytic)
              .as(loss.name() + " at " + point[0] + ", " + point[1] + ", side " + side)
              .isCloseTo(numeric, within(1e-6 * Math.max(1, Math.abs(numeric))));
        }
      }
    }
  }

  /** Log-probabilities of long answers under bad models: no overflow on the way or back. */
  @ParameterizedTest
  @MethodSource("everyLoss")
  void extremeMarginsStayFinite(PreferenceLoss loss) {
    for (double[] point : new double[][] {{-1e6, -1e-12}, {-1e-12, -1e6}, {0, 0}}) {
      try (PointerScope scope = new PointerScope()) {
        Tensor chosen = Tensor.create(point[0]).set_requires_grad(true);
        Tensor rejected = Tensor.create(point[1]).set_requires_grad(true);
        Tensor value = loss.of(at(chosen, rejected)).sum();
        value.backward();
        assertThat(value.item_double()).as(loss.name()).isFinite();
        assertThat(chosen.grad().item_double()).as(loss.name()).isFinite();
        if (rejected.grad().defined()) {
          assertThat(rejected.grad().item_double()).as(loss.name()).isFinite();
        }
      }
    }
  }

  /** At h → −∞ the sigmoid loss is −βh and its slope −β; at h → ∞ both are 0. */
  @Test
  void theSigmoidIsLinearFarDownAndFlatFarUp() {
    assertThat(margin(new SigmoidLoss(.1, 0), -1e6)).isCloseTo(1e5, CLOSE);
    assertThat(margin(new SigmoidLoss(.1, 0), 1e6)).isZero();
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new SigmoidLoss(0, 0)).hasMessage("beta must be positive, was 0.0");
    assertThatThrownBy(() -> new RobustLoss(.1, .5))
        .hasMessage("label smoothing must lie in [0, .5), was 0.5");
    assertThatThrownBy(() -> new SimpoLoss(2, -1))
        .hasMessage("gamma must not be negative, was -1.0");
    assertThatThrownBy(() -> new WeightedLoss(List.of()))
        .hasMessage("a weighted loss has at least one part");
  }

  private static void assertLosses(PreferenceLoss loss, double... expected) {
    assertThat(losses(loss, StepStatistics.NONE)).as(loss.name()).containsExactly(expected, CLOSE);
  }

  private static double[] losses(PreferenceLoss loss, StepStatistics statistics) {
    try (PointerScope scope = new PointerScope()) {
      return TensorIo.toDoubles(loss.of(terms(statistics)));
    }
  }

  private static PreferenceTerms terms(StepStatistics statistics) {
    return new PreferenceTerms(
        answers(CHOSEN, REFERENCE_CHOSEN, LENGTHS),
        answers(REJECTED, REFERENCE_REJECTED, LENGTHS),
        statistics);
  }

  private static Answers answers(double[] policy, double[] reference, double[] lengths) {
    return new Answers(Tensor.create(policy), Tensor.create(reference), Tensor.create(lengths));
  }

  /** A loss of a pair whose preferred answer has the log-ratio h and whose other one has 0. */
  private static double margin(PreferenceLoss loss, double h) {
    try (PointerScope scope = new PointerScope()) {
      Answers chosen = answers(new double[] {h}, new double[] {0}, new double[] {1});
      Answers rejected = answers(new double[] {0}, new double[] {0}, new double[] {1});
      return loss.of(new PreferenceTerms(chosen, rejected)).item_double();
    }
  }

  private static double value(PreferenceLoss loss, double[] point) {
    try (PointerScope scope = new PointerScope()) {
      return loss.of(at(Tensor.create(point[0]), Tensor.create(point[1]))).item_double();
    }
  }

  private static PreferenceTerms at(Tensor chosen, Tensor rejected) {
    Tensor zero = chosen.detach().mul(new Scalar(0.0));
    return new PreferenceTerms(
        new Answers(chosen, zero.sub(new Scalar(4.0)), zero.add(new Scalar(2.0))),
        new Answers(rejected, zero.sub(new Scalar(5.0)), zero.add(new Scalar(3.0))),
        new StepStatistics(.4, .1));
  }
}
