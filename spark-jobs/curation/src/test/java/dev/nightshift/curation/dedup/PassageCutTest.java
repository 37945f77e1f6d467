package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.dedup.Repeats.Passage;
import dev.nightshift.curation.dedup.Repeats.Repeat;
import dev.nightshift.curation.text.TextTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassageCutTest {

  private static List<Repeat> repeats(int length, String... texts) {
    List<Passage> passages = new ArrayList<>();
    TextTokens tokens = new TextTokens();
    for (int text = 0; text < texts.length; text++) {
      tokens.read(texts[text]);
      long[] hashes = tokens.passages(length);
      for (int i = 0; i < hashes.length; i++) {
        passages.add(new Passage(hashes[i], text, i));
      }
    }
    passages.sort(
        Comparator.comparingLong(Passage::hash)
            .thenComparingLong(Passage::text)
            .thenComparingInt(Passage::token));
    List<Repeat> repeats = new ArrayList<>();
    new Repeats(passages.iterator(), length).forEachRemaining(repeats::add);
    repeats.sort(Comparator.comparingLong(Repeat::text).thenComparingInt(Repeat::from));
    return repeats;
  }

  private static String cut(String text, int... ranges) {
    TextTokens tokens = new TextTokens();
    tokens.read(text);
    return PassageCut.of(text, tokens, ranges).text();
  }

  @Test
  void laterPassagesAreFoundWhereverTheyLie() {
    assertThat(repeats(3, "a b c d e", "x b c d y", "c d e"))
        .containsExactly(new Repeat(1, 1, 4, 0), new Repeat(2, 0, 3, 0));
    assertThat(repeats(3, "a b c x a b c", "a b")).containsExactly(new Repeat(0, 4, 7, 0));
    assertThat(repeats(3, "a b c", "A b c", "a b, c")).isEmpty();
  }

  @Test
  void aPassageThatOverlapsItselfStaysOnce() {
    List<Repeat> repeats = repeats(3, "a a a a a a a a");
    assertThat(repeats).allSatisfy(r -> assertThat(r.from()).isGreaterThanOrEqualTo(3));
    assertThat(repeats).last().isEqualTo(new Repeat(0, 5, 8, 0));
    int[] ranges =
        repeats.stream()
            .flatMapToInt(r -> java.util.stream.IntStream.of(r.from(), r.to()))
            .toArray();
    assertThat(cut("a a a a a a a a", ranges)).isEqualTo("a a a");
  }

  @Test
  void whatIsLeftStaysLegible() {
    String text = "One two.\n\nThree four five\nsix seven  eight.\n";
    assertThat(cut(text, 2, 5)).isEqualTo("One two.\nsix seven  eight.\n");
    assertThat(cut(text, 0, 2)).isEqualTo("Three four five\nsix seven  eight.\n");
    assertThat(cut(text, 5, 8)).isEqualTo("One two.\n\nThree four five");
    assertThat(cut(text, 3, 4)).isEqualTo("One two.\n\nThree five\nsix seven  eight.\n");
    assertThat(cut(text, 0, 3, 2, 8)).isEmpty();
    assertThat(cut(text)).isEqualTo(text);
    TextTokens tokens = new TextTokens();
    tokens.read(text);
    assertThat(PassageCut.of(text, tokens, new int[] {0, 2, 6, 8}).share()).isEqualTo(.5);
  }

  @Test
  void scriptsWithoutSpacesHaveATokenForEachCharacter() {
    TextTokens tokens = new TextTokens();
    tokens.read("\u6771\u4eac ab\u90fd");
    assertThat(tokens.size()).isEqualTo(4);
    assertThat(repeats(2, "\u6771\u4eac\u90fd", "x\u4eac\u90fd"))
        .containsExactly(new Repeat(1, 1, 3, 0));
  }
}
