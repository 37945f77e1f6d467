package dev.nightshift.curation.decontaminate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.text.TextTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BenchmarkIndexTest {

  /** 15 words, so three 13-grams. */
  private static final String TRAIN =
      "A train leaves at nine and goes 60 miles an hour; when does it arrive?";

  private static BenchmarkIndex index(String question, @Nullable String answer) {
    return BenchmarkIndex.of(
        List.of(new BenchmarkItem("exam", "7", question, answer)), OverlapRule.PUBLISHED);
  }

  private static List<Overlap> find(BenchmarkIndex index, String text) {
    TextTokens words = TextTokens.folded();
    words.read(text);
    return index.find(words, new long[0]);
  }

  @Test
  void aSharedPassageOfThirteenWordsIsFoundWhateverItsPunctuationAndCase() {
    BenchmarkIndex index = index(TRAIN, "noon");
    // The first 13 of the 15 words.
    String text =
        "Q1. a TRAIN leaves, at nine, and goes 60 miles an hour: when does? Nobody knows.";
    List<Overlap> found = find(index, text);
    assertThat(found).hasSize(1);
    Overlap overlap = found.get(0);
    assertThat(overlap.found()).isEqualTo(1);
    assertThat(overlap.grams()).isEqualTo(3);
    assertThat(text.substring(overlap.start(), overlap.end()))
        .isEqualTo("a TRAIN leaves, at nine, and goes 60 miles an hour: when does");
    // One word fewer is no 13-gram.
    assertThat(find(index, text.replace("does", "will"))).isEmpty();
  }

  @Test
  void allOfAQuestionIsAShareOfOne() {
    List<Overlap> found = find(index(TRAIN, null), "Exercise: " + TRAIN + " " + TRAIN);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).share()).isEqualTo(1);
  }

  @Test
  void aShortQuestionCountsWithItsAnswerBehindItOnly() {
    BenchmarkIndex index = index("What is the capital of France?", "Paris");
    assertThat(find(index, "What is the capital of France? It is Paris, of course.")).hasSize(1);
    assertThat(find(index, "What is the capital of France? Ask a child.")).isEmpty();
    assertThat(find(index, "Paris! What is the capital of France?")).isEmpty();
    String far = "What is the capital of France? " + "well ".repeat(300) + "Paris";
    assertThat(find(index, far)).isEmpty();
    assertThat(find(index, far.replaceFirst("well ", ""))).hasSize(1);
  }

  @Test
  void whatIsTooShortIsCountedAndNotLookedFor() {
    assertThat(index("Who was Caesar?", "A Roman").unsearched()).isEqualTo(1);
    assertThat(index("What is the capital of France?", null).unsearched()).isEqualTo(1);
    assertThat(index("What is the capital of France?", "Paris").unsearched()).isZero();
  }

  @Test
  void whatManyItemsShareIsTheirTemplate() {
    String template =
        " the following passage was read with care so choose the one best answer to it ";
    List<BenchmarkItem> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String question = "Number " + i + " asks after" + template + "and speaks of topic " + i;
      items.add(new BenchmarkItem("exam", "" + i, question, null));
    }
    BenchmarkIndex index = BenchmarkIndex.of(items, OverlapRule.PUBLISHED);
    assertThat(find(index, "In another exam" + template + "and that is all")).isEmpty();
    assertThat(find(index, "See: " + items.get(3).question()))
        .extracting(Overlap::item)
        .containsExactly(3);
  }

  @Test
  void wordsThatAllQuestionsBeginOrEndWithAreNoPartOfThem() {
    List<BenchmarkItem> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String question =
          "Problem: what is the square of "
              + i
              + "? Please reason step by step, and write the answer last.";
      items.add(new BenchmarkItem("exam", "" + i, question, "" + i * i));
    }
    BenchmarkIndex index = BenchmarkIndex.of(items, new OverlapRule(13, 1, 100, 1e-9));
    // What is left of a question is its number alone.
    assertThat(find(index, "seven is written 7, and its square 49"))
        .extracting(Overlap::item)
        .containsExactly(7);
  }

  @Test
  void commonPhrasesDoNotCount() {
    BenchmarkIndex index = index(TRAIN, null);
    TextTokens words = TextTokens.folded();
    words.read(TRAIN);
    long[] all = index.grams(words);
    assertThat(all).hasSize(3);
    assertThat(index.find(words, all)).isEmpty();
    assertThat(index.find(words, new long[] {all[1]}).get(0).found()).isEqualTo(2);
  }

  @Test
  void everyItemOfManyIsFoundInATextOfAllOfThem() {
    List<BenchmarkItem> items = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      StringBuilder question = new StringBuilder("Question ");
      for (int w = 0; w < 14; w++) {
        question.append('w').append((i * 31 + w * w * 17) % 5003).append(' ');
      }
      items.add(new BenchmarkItem("exam", "" + i, question.toString(), null));
      text.append(question).append(". ");
    }
    List<Overlap> found = find(BenchmarkIndex.of(items, OverlapRule.PUBLISHED), text.toString());
    assertThat(found).hasSize(3000).allMatch(overlap -> overlap.share() == 1);
  }
}
