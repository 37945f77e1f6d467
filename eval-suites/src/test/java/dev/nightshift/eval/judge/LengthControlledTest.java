package dev.nightshift.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LengthControlledTest {

  /** Pairs whose winner is drawn: logit P = θ + φ tanh(Δ / s) + γ, answers of a mean longer. */
  private static List<LengthComparison> drawn(String model, double theta, double phi, int longer) {
    List<LengthComparison> pairs = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      CounterRandom random = CounterRandom.of(5, "pair/" + model, i);
      int delta = longer + (int) (400 * random.nextGaussian());
      double gamma = CounterRandom.of(5, "instruction", i).nextGaussian();
      double p = LogisticFit.sigmoid(theta + phi * Math.tanh(delta / 400.0) + gamma);
      pairs.add(
          new LengthComparison(
              "x" + i, model, 2_000, 2_000 + delta, random.nextDouble() < p ? 1 : 0));
    }
    return pairs;
  }

  /** The mean of σ(θ + γ) over γ ~ N(0, 1) is .5 for θ = 0 and about .697 for θ = 1. */
  @Test
  void findsTheWinRateAtEqualLength() {
    List<LengthComparison> even = drawn("even", 0, 1.5, 400);
    List<LengthComparison> better = drawn("better", 1, 1.5, -300);
    List<LengthComparison> all = new ArrayList<>(even);
    all.addAll(better);
    all.addAll(drawn("third", .5, 1, 0));
    all.addAll(drawn("fourth", -.5, 1, 100));
    Map<String, Double> difficulty = InstructionDifficulty.of(all);
    LengthControlled first = LengthControlled.of(even, difficulty);
    LengthControlled second = LengthControlled.of(better, difficulty);
    assertThat(first.raw().mean()).as("length wins").isGreaterThan(.65);
    assertThat(first.rate()).isCloseTo(.5, within(3 * first.standardError()));
    assertThat(second.raw().mean()).as("length loses").isLessThan(.63);
    assertThat(second.rate()).isCloseTo(.697, within(3 * second.standardError()));
    assertThat(first.standardError()).isBetween(.008, .03);
    assertThat(first.length()).isCloseTo(1.5, within(.5));
    assertThat(LengthControlled.of(even, difficulty)).isEqualTo(first);
  }

  @Test
  void exchangingTheAnswersExchangesTheRate() {
    List<LengthComparison> pairs = drawn("m", .4, 1, 200);
    List<LengthComparison> exchanged =
        pairs.stream()
            .map(
                p ->
                    new LengthComparison(
                        p.instruction(),
                        p.model(),
                        p.secondLength(),
                        p.firstLength(),
                        1 - p.preference()))
            .toList();
    LengthControlled one = LengthControlled.of(pairs, Map.of());
    LengthControlled other = LengthControlled.of(exchanged, Map.of());
    assertThat(one.rate() + other.rate()).isCloseTo(1, within(1e-8));
    assertThat(one.length()).isCloseTo(other.length(), within(1e-8));
  }

  /** Without differences of length the rate is the plain one, but for the penalty. */
  @Test
  void equalLengthsLeaveTheRate() {
    List<LengthComparison> pairs = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      pairs.add(new LengthComparison("x" + i, "m", 10, 10, i % 4 == 0 ? 0 : 1));
    }
    LengthControlled found = LengthControlled.of(pairs, Map.of());
    assertThat(found.rate()).isCloseTo(.75, within(.002));
    assertThat(found.length()).isZero();
    assertThat(InstructionDifficulty.of(pairs).values()).containsOnly(0.0);
    assertThatThrownBy(() -> LengthControlled.of(List.of(), Map.of()))
        .hasMessage("a win rate needs at least one pair");
    assertThatThrownBy(() -> new LengthComparison("x", "m", 1, 1, 2))
        .hasMessage("a preference lies in [0, 1], was 2.0");
  }
}
