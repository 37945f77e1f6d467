package dev.nightshift.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairFileTest {

  @TempDir Path folder;

  @Test
  void pairsAndSingleAnswersHaveTheirPlaces() throws IOException {
    try (PairFile pairs = pairs()) {
      assertThat(pairs.count()).isEqualTo(4);
      assertThat(pairs.isPair(0)).isTrue();
      // Prompt of 2, answers of 2 and 1: the prompt counts once.
      assertThat(pairs.length(0)).isEqualTo(5);
      assertThat(pairs.isPair(2)).isFalse();
      assertThat(pairs.present(2)).isEqualTo(PairFile.rejected(2));
      assertThat(pairs.length(2)).isEqualTo(3);
      assertThat(pairs.prompt(2)).containsExactly(7);
      assertThat(pairs.answer(PairFile.rejected(2))).containsExactly(23, 24);
      assertThat(pairs.answer(PairFile.chosen(2))).isEmpty();
    }
  }

  /** Examples 0 and 1 share their prompt, so both have the next ones as partners. */
  @Test
  void aMismatchedAnswerBelongsToAnotherPrompt() throws IOException {
    Path target = folder.resolve("mismatched");
    try (PairFile pairs = pairs()) {
      MismatchedAnswers.write(pairs, target, 4);
    }
    try (SequenceFile mismatched = SequenceFile.open(target)) {
      assertThat(mismatched.count()).isEqualTo(4);
      assertThat(mismatched.ids(0)).containsExactly(5, 6, 23, 24);
      assertThat(mismatched.firstTarget(0)).isEqualTo(2);
      assertThat(mismatched.ids(1)).containsExactly(5, 6, 23, 24);
      assertThat(mismatched.ids(2)).containsExactly(7, 31);
      // The other answer of the partner for an odd number, cut at four tokens.
      assertThat(mismatched.ids(3)).containsExactly(8, 9, 10, 13);
    }
  }

  @Test
  void anOddNumberOfSequencesIsNoPairs() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("odd"))) {
      writer.add(new int[] {1, 2}, 1);
      writer.finish();
    }
    assertThatThrownBy(() -> PairFile.open(folder.resolve("odd")))
        .hasMessage("1 sequences cannot be pairs, which have two each");
  }

  @Test
  void aSharedPromptEndsAtTheLastTurnOrBeforeAWord() {
    String dialogue = "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Bye\n\nAssistant:";
    assertThat(SharedPrompt.length(dialogue + " See you", dialogue + " So long"))
        .isEqualTo(OptionalInt.of(dialogue.length()));
    assertThat(SharedPrompt.length("2 + 2 is four", "2 + 2 is five")).isEqualTo(OptionalInt.of(8));
    assertThat(SharedPrompt.length("four", "five")).isEmpty();
    assertThat(SharedPrompt.length("", "five")).isEmpty();
  }

  private PairFile pairs() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("pairs"))) {
      writer.add(new int[] {5, 6, 11, 12}, 2);
      writer.add(new int[] {5, 6, 13}, 2);
      writer.add(new int[] {5, 6, 14}, 2);
      writer.add(new int[] {5, 6, 15}, 2);
      writer.add(new int[] {}, 1);
      writer.add(new int[] {7, 23, 24}, 1);
      writer.add(new int[] {8, 9, 10, 31}, 3);
      writer.add(new int[] {}, 3);
      writer.finish();
    }
    return PairFile.open(folder.resolve("pairs"));
  }
}
