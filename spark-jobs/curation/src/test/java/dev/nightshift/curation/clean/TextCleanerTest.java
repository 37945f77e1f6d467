package dev.nightshift.curation.clean;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextCleanerTest {

  @Test
  void lettersAreComposed() {
    assertThat(TextCleaner.clean("Gro\u0308\u00dfe \u212b")).isEqualTo("Gr\u00f6\u00dfe \u00c5");
    // What stood between letter and mark is gone before they are composed.
    assertThat(TextCleaner.clean("o\u200b\u0308")).isEqualTo("\u00f6");
  }

  @Test
  void linesEndInOneWay() {
    assertThat(TextCleaner.clean("a\r\nb\rc\u2028d\u0085e\n")).isEqualTo("a\nb\nc\nd\ne");
    assertThat(TextCleaner.clean("\n\n a \t\n\n\n\n b\n\n")).isEqualTo(" a\n\n b");
  }

  @Test
  void invisibleCharactersGoAndMeaningfulOnesStay() {
    assertThat(TextCleaner.clean("\uFEFFa\u0000b\u001bc\u00add\u200be\u202ef\u2066g\u200f"))
        .isEqualTo("abcdefg");
    String family = "\uD83D\uDC68\u200d\uD83D\uDC69";
    assertThat(TextCleaner.clean(family)).isEqualTo(family);
    assertThat(TextCleaner.clean("a\u200cb")).isEqualTo("a\u200cb");
    assertThat(TextCleaner.clean("x\ty")).isEqualTo("x\ty");
  }

  @Test
  void spacesAreOneKindAndKeepTheirNumber() {
    assertThat(TextCleaner.clean("a\u00a0\u3000b    c")).isEqualTo("a  b    c");
  }

  @Test
  void cleaningTwiceChangesNothing() {
    for (String text :
        new String[] {"", " \n ", "a\r\r\nb", "e\u0301\u200b\u0302 x \n\n\n y\u00a0", "\t\ta\n"}) {
      String once = TextCleaner.clean(text);
      assertThat(TextCleaner.clean(once)).isEqualTo(once);
    }
  }
}
