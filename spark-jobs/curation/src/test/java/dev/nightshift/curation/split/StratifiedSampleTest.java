package dev.nightshift.curation.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratifiedSampleTest {

  @Test
  void sharesAreMetPerStratumAndGrowWithoutExchange() {
    StratifiedSample sample = StratifiedSample.parse("web=0.1, books=1,*=0.5");
    long web = IntStream.range(0, 20_000).filter(i -> sample.keeps("web", "k" + i)).count();
    long other = IntStream.range(0, 20_000).filter(i -> sample.keeps("wiki", "k" + i)).count();
    // Standard deviations: 42 and 71.
    assertThat(web).isBetween(1_800L, 2_200L);
    assertThat(other).isBetween(9_700L, 10_300L);
    assertThat(IntStream.range(0, 500)).allMatch(i -> sample.keeps("books", "k" + i));
    StratifiedSample larger = StratifiedSample.parse("web=0.2");
    assertThat(IntStream.range(0, 5_000))
        .allMatch(i -> !sample.keeps("web", "k" + i) || larger.keeps("web", "k" + i));
    assertThat(larger.keeps("anything", "k")).isTrue();
  }

  @Test
  void sampleAndSplitAreIndependent() {
    StratifiedSample half = StratifiedSample.parse("*=0.5");
    SplitRule rule = new SplitRule(0.5, 0);
    long both =
        IntStream.range(0, 20_000)
            .filter(i -> half.keeps("s", "k" + i) && rule.of("k" + i).equals("validation"))
            .count();
    assertThat(both).isBetween(4_700L, 5_300L);
  }

  @Test
  void whatIsNoShareIsRefused() {
    assertThatThrownBy(() -> StratifiedSample.parse("web"))
        .hasMessage("'web' is no share of a stratum");
    assertThatThrownBy(() -> StratifiedSample.parse("web=x")).hasMessageContaining("'web=x'");
    assertThatThrownBy(() -> StratifiedSample.parse("web=1.5"))
        .hasMessage("the share of 'web' is 1.5, it must be from 0 to 1");
  }
}
