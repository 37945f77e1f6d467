package dev.nightshift.curation.filter;

import static dev.nightshift.curation.filter.Judged.reason;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GopherQualityTest {

  /** The published limits, but for short texts. */
  private static final GopherQuality SHORT =
      new GopherQuality(new GopherLimits(1, 100_000, 3, 10, 0.1, 0.8, 0.9, 0.3, 0));

  @Test
  void examplesOfTheReferenceFailOnTheirTrait() {
    assertThat(reason(SHORT, "interconnection ".repeat(20))).isEqualTo("long-words");
    assertThat(reason(SHORT, "# comment ".repeat(20))).isEqualTo("many-hashes");
    assertThat(reason(SHORT, "I am your father.\n".repeat(4))).isEqualTo("kept");
  }

  @Test
  void publishedLimitsAskForFiftyWordsAndTwoStopWords() {
    GopherQuality filter = new GopherQuality(GopherLimits.PUBLISHED);
    assertThat(reason(filter, "word ".repeat(49))).isEqualTo("too-few-words");
    assertThat(reason(filter, "word ".repeat(50))).isEqualTo("few-stop-words");
    assertThat(reason(filter, "word ".repeat(50) + "the")).isEqualTo("few-stop-words");
    assertThat(reason(filter, "word ".repeat(50) + "the of")).isEqualTo("kept");
    assertThat(reason(filter, "word ".repeat(100_001))).isEqualTo("too-many-words");
  }

  @Test
  void eachTraitHasItsReason() {
    assertThat(reason(SHORT, "a b c d")).isEqualTo("short-words");
    assertThat(reason(SHORT, "wait... what... really...")).isEqualTo("many-ellipses");
    assertThat(reason(SHORT, "- some words here\n- more words here\n\u2022 third line here"))
        .isEqualTo("bullet-lines");
    // One of two lines, and of three with the blank one, starts with a bullet; stars are none.
    GopherQuality half = new GopherQuality(new GopherLimits(1, 9, 1, 9, 1, 0, 0.4, 1, 0));
    assertThat(reason(half, "- one here\ntwo here")).isEqualTo("bullet-lines");
    assertThat(reason(half, "- one here\n\ntwo here")).isEqualTo("kept");
    assertThat(reason(half, "* one here\n* two here")).isEqualTo("kept");
    String plain = "this line has no dots at its very end, none at all\n";
    assertThat(reason(SHORT, plain + "these words trail off and on and away and then\u2026"))
        .isEqualTo("ellipsis-lines");
    assertThat(reason(SHORT, "1234 5678 9012 word")).isEqualTo("few-letters");
  }

  @Test
  void shareOfTokensWithALetterIsTheQuotientItself() {
    // Four of five tokens: exactly .8, which is enough.
    assertThat(reason(SHORT, "four of the five.")).isEqualTo("kept");
    assertThat(reason(SHORT, "three of five words, 6 .")).isEqualTo("few-letters");
  }

  @Test
  void refusalTellsWhatWasMeasured() {
    Refusal refusal = Judged.refusal(SHORT, "interconnection ".repeat(20));
    assertThat(refusal.value()).isEqualTo(15);
    assertThat(refusal.detail())
        .isEqualTo("15.00 characters in a word on average, at most 10.00 are asked for");
  }

  @Test
  void textWithoutWordsHasNoShares() {
    assertThat(reason(new GopherQuality(new GopherLimits(0, 9, 0, 9, 1, 0, 1, 1, 0)), ""))
        .isEqualTo("kept");
  }
}
