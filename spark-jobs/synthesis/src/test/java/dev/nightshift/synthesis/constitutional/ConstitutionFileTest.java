package dev.nightshift.synthesis.constitutional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConstitutionFileTest {

  @Test
  void theDefaultPrinciplesAreComplete() {
    Constitution constitution = Constitution.builtIn();
    assertThat(constitution.name()).isEqualTo("default");
    assertThat(constitution.digest()).hasSize(64);
    assertThat(constitution.principles())
        .extracting(Principle::id)
        .containsExactly("harm", "honesty", "respect", "law", "privacy", "help");
    assertThat(constitution.principles())
        .allSatisfy(
            principle ->
                assertThat(List.of(principle.critique(), principle.revision(), principle.compare()))
                    .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("\n")));
  }

  @Test
  void principlesAreDrawnAlikeByPromptAndRound() {
    Constitution constitution = Constitution.builtIn();
    Map<String, Integer> drawn = new TreeMap<>();
    for (int i = 0; i < 600; i++) {
      Principle principle = constitution.draw(7, "row" + i, 1);
      assertThat(constitution.draw(7, "row" + i, 1)).isEqualTo(principle);
      drawn.merge(principle.id(), 1, Integer::sum);
    }
    // 100 each with a deviation of √(600 · ⅙ · ⅚) = 9.1.
    assertThat(drawn).hasSize(6);
    assertThat(drawn.values()).allMatch(n -> n > 60 && n < 140);
    long rounds =
        List.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
            .map(round -> constitution.draw(7, "row", round))
            .distinct()
            .count();
    assertThat(rounds).isGreaterThan(1);
  }

  @Test
  void allFaultsOfAFileAreTold() {
    Faults faults = new Faults();
    ConstitutionFile.read(
        """
        nme: mine
        principles:
          - id: a
            critique: what is wrong?
          - id: a
            critique: x
            revision: y
            compares: z
          - word
        """,
        "mine.yaml",
        faults);
    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly(
            "mine.yaml:1: unknown key 'nme'. Did you mean 'name'?",
            "mine.yaml:3: 'revision' is missing or no text. Write 'revision: ...'.",
            "mine.yaml:8: unknown key 'compares'. Did you mean 'compare'?",
            "mine.yaml:9: a principle is no mapping. Write id, critique and revision.",
            "mine.yaml: two principles are named 'a'. Rename one.",
            "mine.yaml: 'name' is missing or no text. Write 'name: ...'.");
  }

  @Test
  void aFileWithoutPrinciplesIsRefused() {
    Faults faults = new Faults();
    ConstitutionFile.read("name: mine\n", "mine.yaml", faults);
    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly("mine.yaml: there are no principles. Write 'principles:' and a list.");
  }
}
