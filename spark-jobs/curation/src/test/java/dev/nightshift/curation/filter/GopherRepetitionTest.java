package dev.nightshift.curation.filter;

import static dev.nightshift.curation.filter.Judged.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GopherRepetitionTest {

  private static final GopherRepetition PUBLISHED =
      new GopherRepetition(RepetitionLimits.PUBLISHED);

  private static GopherRepetition only(String reason, double limit) {
    List<Double> tops = new ArrayList<>(List.of(9.0, 9.0, 9.0));
    List<Double> grams = new ArrayList<>(List.of(9.0, 9.0, 9.0, 9.0, 9.0, 9.0));
    double[] parts = {9, 9, 9, 9};
    switch (reason) {
      case "duplicate-lines" -> parts[0] = limit;
      case "duplicate-paragraphs" -> parts[1] = limit;
      case "duplicate-line-characters" -> parts[2] = limit;
      case "duplicate-paragraph-characters" -> parts[3] = limit;
      default -> {
        int n = Integer.parseInt(reason.replaceAll("[^0-9]", ""));
        if (reason.startsWith("top")) {
          tops.set(n - 2, limit);
        } else {
          grams.set(n - 5, limit);
        }
      }
    }
    return new GopherRepetition(
        new RepetitionLimits(parts[0], parts[1], parts[2], parts[3], tops, grams));
  }

  @Test
  void publishedLimitsAreThoseOfTheTable() {
    RepetitionLimits limits = RepetitionLimits.PUBLISHED;
    assertThat(limits.duplicateLines()).isEqualTo(0.30);
    assertThat(limits.duplicateParagraphs()).isEqualTo(0.30);
    assertThat(limits.duplicateLineCharacters()).isEqualTo(0.20);
    assertThat(limits.duplicateParagraphCharacters()).isEqualTo(0.20);
    assertThat(limits.topGrams()).containsExactly(0.20, 0.18, 0.16);
    assertThat(limits.duplicateGrams()).containsExactly(0.15, 0.14, 0.13, 0.12, 0.11, 0.10);
  }

  @Test
  void exampleOfTheReferenceFailsOnDuplicateLines() {
    // Three of four lines stand there before: 3/4 > .30. One paragraph: none stands before.
    Refusal refusal = Judged.refusal(PUBLISHED, "I am your father.\n".repeat(4));
    assertThat(refusal.reason()).isEqualTo("duplicate-lines");
    assertThat(refusal.value()).isEqualTo(0.75);
    assertThat(refusal.detail())
        .isEqualTo("0.7500 of the lines stand there before, at most 0.3000 are asked for");
    assertThat(reason(PUBLISHED, "I am your father.\n\n".repeat(4)))
        .isEqualTo("duplicate-paragraphs");
  }

  @Test
  void charactersCountWhereLinesDoNot() {
    // One of four lines is a duplicate (.25 <= .30), with 40 of 98 characters (> .20).
    String longLine = "abcdefghij klmnopqrst uvwxyz abcdefghijkl";
    String text = longLine + "\nshort one\nother\n" + longLine;
    assertThat(reason(PUBLISHED, text)).isEqualTo("duplicate-line-characters");
    String blocks = longLine + "\n\nshort one\n\nother\n\n" + longLine;
    assertThat(reason(PUBLISHED, blocks)).isEqualTo("duplicate-paragraph-characters");
  }

  @Test
  void mostFrequentGramCountsItsSpaces() {
    // "x y" twice: 2 * 3 characters of 11.
    String text = "x y ab x y";
    assertThat(Judged.refusal(only("top-2-gram", 0.5), text).value())
        .isEqualTo(2 * 3 / 10.0, within(1e-12));
    // No 3-gram stands twice: nothing is repeated, however short the text.
    assertThat(reason(only("top-3-gram", 0), text)).isEqualTo("kept");
    assertThat(reason(only("top-2-gram", 0), "two words")).isEqualTo("kept");
    assertThat(reason(only("top-4-gram", 0), "")).isEqualTo("kept");
  }

  @Test
  void overlappingDuplicatesAreCountedOnce() {
    // 12 times "a": the first 5-gram is new, the second (tokens 2 to 6) a duplicate of it, the next
    // one looked at begins with token 7 and is a duplicate, too: 10 of 23 characters.
    String text = "a a a a a a a a a a a a";
    assertThat(Judged.refusal(only("duplicate-5-grams", 0.1), text).value())
        .isEqualTo(10 / 23.0, within(1e-12));
  }

  @Test
  void fastCountsEqualThoseOfStrings() {
    CounterRandom random = CounterRandom.of(7, "repetition", 0);
    String[] words = {"a", "bee", "sea", "delta", "e", ".", "...", ",", "f-g", "it's", "#"};
    for (int round = 0; round < 60; round++) {
      StringBuilder text = new StringBuilder();
      int size = 1 + random.nextInt(120);
      int different = 1 + random.nextInt(words.length);
      for (int i = 0; i < size; i++) {
        text.append(words[random.nextInt(different)]);
        int gap = random.nextInt(12);
        text.append(gap == 0 ? "\n" : gap == 1 ? "\n\n" : " ");
      }
      // As a cleaned text: no space at the ends of lines or of the whole.
      String clean = text.toString().replaceAll(" +\n", "\n").replaceAll("\n ", "\n").strip();
      clean = clean.replaceAll("\n{3,}", "\n\n");
      for (Map.Entry<String, Double> share : NaiveRepetition.shares(clean).entrySet()) {
        double value = share.getValue();
        GopherRepetition atLimit = only(share.getKey(), value + 1e-9);
        assertThat(reason(atLimit, clean)).as(share + " of " + clean).isEqualTo("kept");
        if (value > 0) {
          Refusal refusal = Judged.refusal(only(share.getKey(), value - 1e-9), clean);
          assertThat(refusal.reason()).isEqualTo(share.getKey());
          assertThat(refusal.value()).as(clean).isEqualTo(value, within(1e-9));
        }
      }
    }
  }
}
