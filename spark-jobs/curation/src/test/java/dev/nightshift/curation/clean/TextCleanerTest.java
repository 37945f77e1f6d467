package dev.nightshift.curation.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import java.text.Normalizer;
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

  @Test
  void cleanTextIsTheSameObject() {
    for (String text : new String[] {"", "a", "a\nb\n\n c\td", "Gr\u00f6\u00dfe", "\u4e2d\u6587"}) {
      assertThat(TextCleaner.clean(text)).isSameAs(text);
    }
  }

  @Test
  void everyCharacterBecomesWhatTheDefinitionSays() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate((char) c)) {
        String text = "x" + (char) c + "y\n" + (char) c + "z " + (char) c;
        assertThat(TextCleaner.clean(text)).as("U+%04X", c).isEqualTo(naive(text));
      }
    }
  }

  @Test
  void fastCleaningEqualsTheDefinition() {
    String alphabet =
        "ab \t\n\r\u00e9\u0308\u0301\u200b\u2028\u0085\u00a0\u00ad\uFEFF\u3000\u4e2d\0";
    CounterRandom random = CounterRandom.of(1, "texts", 1);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String clean = TextCleaner.clean(text.toString());
      assertThat(clean).isEqualTo(naive(text.toString()));
      assertThat(TextCleaner.clean(clean)).isSameAs(clean);
    }
  }

  /** The definition, step by step. */
  private static String naive(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    StringBuilder visible = new StringBuilder();
    for (char c : composed.replace("\r\n", "\n").toCharArray()) {
      int type = Character.getType(c);
      if (c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029' || c == '\n') {
        visible.append('\n');
      } else if (type == Character.SPACE_SEPARATOR) {
        visible.append(' ');
      } else if (c == '\t'
          || (type != Character.CONTROL
              && "\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
                      .indexOf(c)
                  < 0)) {
        visible.append(c);
      }
    }
    StringBuilder lines = new StringBuilder();
    for (String line : visible.toString().split("\n", -1)) {
      int end = line.length();
      while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
        end--;
      }
      lines.append(line, 0, end).append('\n');
    }
    String squeezed = lines.toString();
    while (squeezed.contains("\n\n\n")) {
      squeezed = squeezed.replace("\n\n\n", "\n\n");
    }
    while (squeezed.startsWith("\n")) {
      squeezed = squeezed.substring(1);
    }
    while (squeezed.endsWith("\n")) {
      squeezed = squeezed.substring(0, squeezed.length() - 1);
    }
    return Normalizer.normalize(squeezed, Normalizer.Form.NFC);
  }
}
