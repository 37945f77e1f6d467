package dev.nightshift.curation.filter;

import static dev.nightshift.curation.filter.Judged.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FineWebQualityTest {

  private static final FineWebQuality PUBLISHED = new FineWebQuality(FineWebLimits.PUBLISHED);

  private static String lines(int full, int bare) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < full + bare; i++) {
      text.append("line number ").append(i).append(" has more than thirty characters");
      text.append(i < full ? ".\n" : "\n");
    }
    return text.toString().strip();
  }

  @Test
  void publishedLimitsAreThoseOfTheReport() {
    assertThat(FineWebLimits.PUBLISHED).isEqualTo(new FineWebLimits(0.12, 0.67, 30, 0.01, 0.3));
  }

  @Test
  void eachTraitHasItsReasonAtItsLimit() {
    // 12 of 100 lines end in punctuation, then 11.
    assertThat(reason(PUBLISHED, lines(12, 88))).isEqualTo("kept");
    Refusal few = Judged.refusal(PUBLISHED, lines(11, 89));
    assertThat(few.reason()).isEqualTo("unpunctuated-lines");
    assertThat(few.value()).isEqualTo(0.11, within(1e-12));
    // Two of three lines are short: 2/3 <= .67; three of four are more.
    String two = "one two three.\nfour five six seven.\n" + lines(1, 0);
    assertThat(reason(PUBLISHED, two)).isEqualTo("kept");
    assertThat(reason(PUBLISHED, "eight nine ten.\n" + two)).isEqualTo("short-lines");
    String thirty = "a".repeat(29) + ".";
    assertThat(reason(PUBLISHED, thirty)).isEqualTo("short-lines");
    assertThat(reason(PUBLISHED, "a".repeat(30) + ".")).isEqualTo("kept");
    // Indentation counts, as in the published code.
    assertThat(reason(PUBLISHED, "    " + "a".repeat(26) + ".")).isEqualTo("kept");
    String twice = "This line of thirty characters and more stands twice.";
    assertThat(reason(PUBLISHED, twice + "\n" + lines(3, 0) + "\n" + twice))
        .isEqualTo("fineweb-duplicate-characters");
    // Words of 40 letters, one a line: one line feed for two tokens (word and full stop).
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      list.append(String.valueOf((char) ('a' + i)).repeat(40)).append(".\n");
    }
    Refusal listed = Judged.refusal(PUBLISHED, list.toString());
    assertThat(listed.reason()).isEqualTo("list");
    assertThat(listed.value()).isEqualTo(0.5);
  }

  @Test
  void nothingIsNoProse() {
    assertThat(reason(PUBLISHED, "")).isEqualTo("unpunctuated-lines");
  }
}
