package dev.nightshift.curation.filter;

import static dev.nightshift.curation.filter.Judged.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordListFilterTest {

  private static final WordList LIST =
      WordList.of(List.of("# a comment", "", "Darn", "heck of a", "\u00c4rger"));

  private static DocumentFilter any() {
    return new WordListFilter(LIST, WordListFilter.Mode.ANY, 0);
  }

  private static DocumentFilter share(double max) {
    return new WordListFilter(LIST, WordListFilter.Mode.SHARE, max);
  }

  @Test
  void wholeWordsAndPhrasesMatchWithoutRegardToCase() {
    assertThat(LIST.size()).isEqualTo(3);
    assertThat(reason(any(), "Oh DARN it")).isEqualTo("profanity");
    assertThat(reason(any(), "one Heck of a day")).isEqualTo("profanity");
    assertThat(reason(any(), "so viel \u00e4rger")).isEqualTo("profanity");
    assertThat(reason(any(), "darning socks, what the heck of that")).isEqualTo("kept");
    assertThat(reason(any(), "")).isEqualTo("kept");
  }

  @Test
  void shareIsOfWords() {
    // Four words of eight are on the list: "darn", and the three of the phrase.
    String text = "darn, a heck of a day it was";
    assertThat(Judged.refusal(share(0.49), text).value()).isEqualTo(0.5);
    assertThat(reason(share(0.5), text)).isEqualTo("kept");
  }

  @Test
  void builtInListsReadAndLongEntriesAreRefused() {
    for (String language : WordList.BUILT_IN) {
      assertThat(WordList.builtIn(List.of(language)).size()).isBetween(10, 60);
    }
    assertThat(WordList.builtIn(WordList.BUILT_IN).size()).isGreaterThan(50);
    assertThatThrownBy(() -> WordList.builtIn(List.of("xx")))
        .hasMessage("no list of words for language 'xx', there are: [de, en, es, fr]");
    assertThatThrownBy(() -> WordList.of(List.of("one two three four five six", "ok")))
        .hasMessage("entries of more than 5 tokens: one two three four five six");
  }
}
