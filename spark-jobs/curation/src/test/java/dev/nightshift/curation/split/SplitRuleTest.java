package dev.nightshift.curation.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitRuleTest {

  @Test
  void sharesAreMetAndGrowWithoutMovingOthers() {
    SplitRule rule = new SplitRule(0.05, 0.1);
    Map<String, Long> counts =
        IntStream.range(0, 20_000)
            .mapToObj(i -> rule.of("key " + i))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    // Standard deviations: 31 and 42.
    assertThat(counts.get("validation")).isBetween(850L, 1_150L);
    assertThat(counts.get("test")).isBetween(1_800L, 2_200L);
    SplitRule larger = new SplitRule(0.1, 0.05);
    assertThat(IntStream.range(0, 2_000).mapToObj(i -> "key " + i))
        .allMatch(k -> !rule.of(k).equals("validation") || larger.of(k).equals("validation"));
  }

  @Test
  void zeroSharesKeepAllForTraining() {
    assertThat(IntStream.range(0, 500).mapToObj(i -> new SplitRule(0, 0).of("" + i)))
        .containsOnly("train");
    assertThat(new SplitRule(1, 0).of("x")).isEqualTo("validation");
  }

  @Test
  void sharesAboveOneAreRefused() {
    assertThatThrownBy(() -> new SplitRule(0.6, 0.5)).hasMessageContaining("0.6 and 0.5");
    assertThatThrownBy(() -> new SplitRule(-0.1, 0)).hasMessageContaining("-0.1");
    assertThatThrownBy(() -> new SplitRule(Double.NaN, 0)).hasMessageContaining("NaN");
  }
}
