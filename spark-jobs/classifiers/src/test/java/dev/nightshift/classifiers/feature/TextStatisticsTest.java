package dev.nightshift.classifiers.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TextStatisticsTest {

  private static double of(String name, String text) {
    return TextStatistics.of(text)[TextStatistics.NAMES.indexOf(name)];
  }

  @Test
  void countsWhatItsNamesSay() {
    // 21 code points: 12 letters (1 upper), 2 digits, 4 spaces of which 1 line end, 2 marks, 1
    // symbol.
    String text = "The cat is 42.\nHm = ?";
    assertThat(text.codePointCount(0, text.length())).isEqualTo(21);
    assertThat(of("log_characters", text)).isEqualTo(Math.log(22));
    assertThat(of("letter_share", text)).isEqualTo(10 / 21.0);
    assertThat(of("digit_share", text)).isEqualTo(2 / 21.0);
    assertThat(of("space_share", text)).isEqualTo(6 / 21.0);
    assertThat(of("punctuation_share", text)).isEqualTo(2 / 21.0);
    assertThat(of("symbol_share", text)).isEqualTo(1 / 21.0);
    assertThat(of("upper_share", text)).isEqualTo(2 / 10.0);
    // The words: the, cat, is, 42., hm, =, ?
    assertThat(of("mean_word_length", text)).isEqualTo(15 / 7.0);
    assertThat(of("distinct_word_share", text)).isEqualTo(1);
    assertThat(of("stop_word_share", text)).isEqualTo(2 / 7.0);
    assertThat(of("alphabetic_word_share", text)).isEqualTo(4 / 7.0);
    assertThat(of("vowelless_word_share", text)).isEqualTo(1 / 7.0);
    assertThat(of("terminal_line_share", text)).isEqualTo(1);
    assertThat(of("repeated_line_share", text)).isZero();
    assertThat(of("log_line_length", text)).isEqualTo(Math.log(1 + 21 / 2.0));
    assertThat(of("log_sentence_length", text)).isEqualTo(Math.log(1 + 7 / 2.0));
    assertThat(of("log_longest_run", text)).isEqualTo(Math.log(2));
  }

  @Test
  void countsRepeatedLinesAndRuns() {
    assertThat(of("repeated_line_share", "one\ntwo\n\none\none")).isEqualTo(0.5);
    assertThat(of("log_longest_run", "wow!!!!")).isEqualTo(Math.log(5));
  }

  @Test
  void entropyOfEqualSharesIsTheirLogarithm() {
    assertThat(of("character_entropy", "abcd")).isCloseTo(2, within(1e-12));
    assertThat(of("character_entropy", "aaaa")).isZero();
  }

  @Test
  void isFiniteForOddTexts() {
    for (String text : new String[] {"", " ", "\n\n", "\uD83D\uDE00", "\uD800", "\u0000"}) {
      for (double value : TextStatistics.of(text)) {
        assertThat(value).as(text).isFinite();
      }
    }
  }
}
