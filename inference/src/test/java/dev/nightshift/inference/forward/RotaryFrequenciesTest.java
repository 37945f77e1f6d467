package dev.nightshift.inference.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.model.Rope;
import dev.nightshift.inference.model.RopeScaling;
import org.junit.jupiter.api.Test;

/** Frequencies by hand from the published formulas. */
class RotaryFrequenciesTest {

  @Test
  void plainFrequenciesArePowersOfTheBase() {
    // d = 8, θ = 10000: 1, 10^-1, 10^-2, 10^-3.
    assertThat(RotaryFrequencies.of(Rope.of(10000), 8, 0))
        .containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-15));
  }

  @Test
  void linearScalingDividesAll() {
    assertThat(RotaryFrequencies.of(new Rope(10000, new RopeScaling.Linear(4)), 8, 0))
        .containsExactly(new double[] {0.25, 0.025, 0.0025, 0.00025}, within(1e-15));
  }

  @Test
  void dynamicScalingGrowsTheBaseBeyondTheOriginalLength() {
    Rope rope = new Rope(10000, new RopeScaling.Dynamic(2, 100));
    assertThat(RotaryFrequencies.of(rope, 8, 100))
        .isEqualTo(RotaryFrequencies.of(Rope.of(10000), 8, 0));
    // Length 200: θ' = θ · (2 · 200/100 − 1)^(8/6) = 10000 · 3^(4/3); the last pair is θ'^(−3/4) =
    // 10^-3 / 3.
    assertThat(RotaryFrequencies.of(rope, 8, 200)[3]).isCloseTo(0.001 / 3, within(1e-12));
  }

  @Test
  void llama3KeepsShortWavesAndDividesLongOnes() {
    // Original length 2π · 100, factors 1 and 4: waves longer than 2π·100 (f < 0.01) are divided by
    // 8, waves shorter than 2π·25 (f > 0.04) are kept. f = 0.02 lies between: smooth = (2 − 1)/3.
    int original = 628;
    Rope rope = new Rope(16, new RopeScaling.Llama3(8, 1, 4, original));
    double[] plain = RotaryFrequencies.of(Rope.of(16), 8, 0);
    double[] scaled = RotaryFrequencies.of(rope, 8, 0);
    assertThat(plain).containsExactly(new double[] {1, 0.5, 0.25, 0.125}, within(1e-15));
    assertThat(scaled).isEqualTo(plain);
    Rope low = new Rope(1e8, new RopeScaling.Llama3(8, 1, 4, original));
    // d = 8, θ = 1e8: 1, 0.01, 1e-4, 1e-6. 0.01 has 628/(2π/0.01) = 0.99949 turns: just divided.
    assertThat(RotaryFrequencies.of(low, 8, 0))
        .containsExactly(new double[] {1, 0.00125, 1.25e-5, 1.25e-7}, within(1e-15));
    // d = 4, θ = 2500: 1, 0.02. Turns = 628 · 0.02/2π = 1.998986; smooth = 0.998986/3 = 0.332995;
    // 0.02 · ((1 − 0.332995)/8 + 0.332995) = 0.008327416.
    Rope between = new Rope(2500, new RopeScaling.Llama3(8, 1, 4, original));
    assertThat(RotaryFrequencies.of(between, 4, 0)[1]).isCloseTo(0.008327416, within(1e-8));
  }

  @Test
  void yarnBlendsByTurnsAndSharpensAttention() {
    // d = 8, θ = 10000, original 2π·1000 ≈ 6283: turns of pair i within it: 1000, 100, 10, 1.
    // β 32 and 1: dimension of 32 turns = 8 ln(6283/(32·2π))/(2 ln 10^4) = 1.495 → floor 1; of one
    // turn = 8 ln(1000)/(2 ln 10^4) = 3.0 (2.99996) → ceil 3. Ramp over pairs: 0, 0, 1/2, 1.
    Rope rope = new Rope(10000, new RopeScaling.Yarn(4, 6283, null, 32, 1, 0, 0, true));
    assertThat(RotaryFrequencies.of(rope, 8, 0))
        .containsExactly(new double[] {1, 0.1, 0.01 * (0.5 + 0.125), 0.001 / 4}, within(1e-12));
    assertThat(RotaryFrequencies.attentionFactor(rope)).isCloseTo(1.1386294361, within(1e-9));
    Rope given = new Rope(10000, new RopeScaling.Yarn(4, 6283, 0.5, 32, 1, 0, 0, true));
    assertThat(RotaryFrequencies.attentionFactor(given)).isEqualTo(0.5);
  }
}
