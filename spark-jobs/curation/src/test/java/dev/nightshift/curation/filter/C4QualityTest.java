package dev.nightshift.curation.filter;

import static dev.nightshift.curation.filter.Judged.reason;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class C4QualityTest {

  private static final C4Quality PUBLISHED = new C4Quality(C4Limits.PUBLISHED);
  private static final C4Quality LINES = new C4Quality(new C4Limits(true, 5, 1000, 0));

  private static final String PROSE =
      "This is the first sentence here. And this one is the second.\nHere the third one comes at last!";

  @Test
  void proseIsKeptAsItIs() {
    assertThat(reason(PUBLISHED, PROSE)).isEqualTo("kept");
  }

  @Test
  void pagesGoByTheirTraits() {
    assertThat(reason(PUBLISHED, PROSE + "\nThen we say if (x) { y }.")).isEqualTo("curly-bracket");
    // As in the code that built the set, a line that goes does not take the page with it.
    assertThat(Judged.changed(PUBLISHED, PROSE + "\nif (x) { y }")).isEqualTo(PROSE);
    assertThat(reason(PUBLISHED, PROSE + "\nLorem IPSUM dolor sit amet.")).isEqualTo("lorem-ipsum");
    Refusal few =
        Judged.refusal(PUBLISHED, "One sentence stands alone here. And one more of them.");
    assertThat(few.reason()).isEqualTo("few-sentences");
    assertThat(few.value()).isEqualTo(2);
    assertThat(few.detail())
        .isEqualTo("2 sentences in the lines that are prose, at least 3 are asked for");
    assertThat(reason(PUBLISHED, "")).isEqualTo("few-sentences");
  }

  @Test
  void linesGoByTheirTraits() {
    String[] dropped = {
      "Home | About us | Contact us today",
      "Just four words here.",
      "This line trails off into nothing...",
      "This line trails off into nothing\u2026",
      "Please enable JavaScript to see this page.",
      "By going on you accept our Terms of Use.",
      "Read our privacy policy before you go on.",
      "This site uses cookies to serve you well.",
      "We explain the use of cookies right here.",
      "One two three four " + "x".repeat(1001) + "."
    };
    for (String line : dropped) {
      assertThat(Judged.changed(LINES, PROSE + "\n" + line)).as(line).isEqualTo(PROSE);
    }
    String[] kept = {
      "He said \"this is all that there is\"",
      "Is this what you have been asking for?",
      "He spoke of java scripts and of other things."
    };
    for (String line : kept) {
      assertThat(reason(LINES, PROSE + "\n" + line)).as(line).isEqualTo("kept");
    }
  }

  @Test
  void citationsAreTakenOut() {
    assertThat(
            Judged.changed(
                LINES,
                "The town is old[1] and large[12][citation needed] as towns go.[edit]\n"
                    + "An array x[i] stays here as it was, [sic] and all."))
        .isEqualTo(
            "The town is old and large as towns go.\n"
                + "An array x[i] stays here as it was, [sic] and all.");
    assertThat(reason(LINES, "[".repeat(50) + " one two three four five.")).isEqualTo("kept");
  }

  @Test
  void sentencesAreCountedAtTheirMarks() {
    // "3.5" and "e.g.," end none; "?!" and ".)" end one each.
    C4Quality three = new C4Quality(new C4Limits(true, 1, 1000, 3));
    C4Quality four = new C4Quality(new C4Limits(true, 1, 1000, 4));
    String text = "It costs 3.5 pounds, e.g., in Leeds. Really?! (It does.) That is it.";
    assertThat(reason(four, text)).isEqualTo("kept");
    assertThat(reason(new C4Quality(new C4Limits(true, 1, 1000, 5)), text))
        .isEqualTo("few-sentences");
    assertThat(reason(three, "\u4eca\u65e5\u3002\u660e\u65e5\u3002\u6628\u65e5\u3002"))
        .isEqualTo("kept");
  }

  @Test
  void limitsOfOtherCodeCanBeAskedFor() {
    C4Quality datatrove = new C4Quality(new C4Limits(true, 3, 1000, 5));
    assertThat(reason(datatrove, PROSE)).isEqualTo("few-sentences");
    assertThat(reason(datatrove, "Three words here. And here. ".repeat(3).strip()))
        .isEqualTo("kept");
  }
}
