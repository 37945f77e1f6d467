package dev.nightshift.training.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TextDifficultyTest {

  @Test
  void lengthCountsCharactersAndNotTheirParts() {
    assertThat(TextDifficulty.length("a😀b")).isEqualTo(3);
    assertThat(TextDifficulty.length("")).isZero();
  }

  @Test
  void whatRepeatsItselfPacksWell() {
    double repeated = TextDifficulty.compression("one two three ".repeat(50));
    double mixed = TextDifficulty.compression("Sphinx of black quartz, judge my vow at 7:13!");
    assertThat(repeated).isLessThan(.1);
    assertThat(mixed).isGreaterThan(.8);
    assertThat(TextDifficulty.compression("")).isZero();
  }

  /** Shares 1/2, 1/4 and 1/4: (ln 2 + ln 4 + ln 4) / 3 = 5/3 ln 2 = 1.155245. */
  @Test
  void rarityIsTheMeanOfLogs() {
    Map<String, Double> shares = Map.of("the", .5, "cat", .25, "sat", .25);
    assertThat(
            TextDifficulty.rarity(
                "The cat, SAT.", word -> shares.getOrDefault(word, Double.MIN_VALUE)))
        .isCloseTo(1.155245, within(1e-6));
    assertThat(TextDifficulty.rarity("...", word -> .1)).isZero();
    assertThat(TextDifficulty.words("don't 3x")).containsExactly("don", "t", "3x");
  }
}
