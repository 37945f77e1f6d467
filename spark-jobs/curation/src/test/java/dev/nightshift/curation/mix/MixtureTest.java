package dev.nightshift.curation.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MixtureTest {

  private static final Map<String, Double> SIZES =
      Map.of("web", 1000.0, "books", 100.0, "code", 50.0);

  @Test
  void aBudgetIsSharedByWeight() {
    Mixture mixture = Mixture.of(SIZES, Map.of("web", 2.0, "books", 1.0, "code", 1.0), 160, 4);
    // 160 · 2/4 = 80 of 1000; 40 of 100; 40 of 50.
    assertThat(mixture.portions().get("web").epochs()).isCloseTo(.08, within(1e-12));
    assertThat(mixture.portions().get("books").epochs()).isCloseTo(.4, within(1e-12));
    assertThat(mixture.portions().get("code").epochs()).isCloseTo(.8, within(1e-12));
    assertThat(mixture.taken()).isCloseTo(160, within(1e-9));
  }

  @Test
  void whatASmallGroupCannotGiveGoesToTheOthersByWeight() {
    Mixture mixture = Mixture.of(SIZES, Map.of("web", 2.0, "books", 1.0, "code", 1.0), 600, 2);
    // Code has 2 · 50 = 100 where 150 are asked for; the 500 left are shared 2 : 1, and books has
    // 2 · 100 where 166.7 are asked for, so nothing more is capped.
    assertThat(mixture.portions().get("code").epochs()).isCloseTo(2, within(1e-12));
    assertThat(mixture.portions().get("books").taken()).isCloseTo(500.0 / 3, within(1e-9));
    assertThat(mixture.portions().get("web").taken()).isCloseTo(1000.0 / 3, within(1e-9));
    assertThat(mixture.portions().get("books").whole()).isEqualTo(1);
    assertThat(mixture.portions().get("books").rest()).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void aBudgetAboveAllThatThereIsTakesAllOfIt() {
    Mixture mixture = Mixture.of(SIZES, Map.of("web", 1.0, "books", 1.0, "code", 1.0), 1e9, 3);
    assertThat(mixture.taken()).isCloseTo(3 * 1150, within(1e-6));
  }

  @Test
  void withoutABudgetNothingIsRepeated() {
    Mixture mixture = Mixture.of(SIZES, Map.of("web", 1.0, "books", 1.0, "code", 1.0), 0, 4);
    assertThat(mixture.budget()).isCloseTo(150, within(1e-9));
    assertThat(mixture.portions().get("code").epochs()).isCloseTo(1, within(1e-12));
    assertThat(mixture.portions().get("web").epochs()).isCloseTo(.05, within(1e-12));
  }

  @Test
  void aGroupWithoutWeightIsLeftOut() {
    Mixture mixture = Mixture.of(SIZES, Map.of("web", 1.0, "books", 0.0, "code", 0.0), 500, 1);
    assertThat(mixture.portions().get("books").epochs()).isZero();
    assertThat(mixture.portions().get("web").epochs()).isCloseTo(.5, within(1e-12));
  }

  /** 1000^(1/2) : 100^(1/2) : 50^(1/2) = 1 : .316228 : .223607. */
  @Test
  void aTemperatureLiftsSmallGroups() {
    Map<String, Double> weights = Mixture.temperature(SIZES, 2);
    assertThat(weights.get("web")).isEqualTo(1);
    assertThat(weights.get("books")).isCloseTo(.316228, within(1e-6));
    assertThat(weights.get("code")).isCloseTo(.223607, within(1e-6));
    Map<String, Double> asTheyAre = Mixture.temperature(SIZES, 1);
    assertThat(asTheyAre.get("books")).isCloseTo(.1, within(1e-12));
  }

  @Test
  void weightsMustBeOfTheGroups() {
    assertThatThrownBy(() -> Mixture.of(SIZES, Map.of("web", 1.0), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
