package dev.nightshift.curation.ingest.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blocks whose verdict alone is known: their text is made of the stop word "the" and of others. */
class JusTextTest {

  private static final Block GOOD = prose("the word ".repeat(30));
  private static final Block NEAR = prose("the word ".repeat(10));
  private static final Block SHORT = prose("few words");
  private static final Block BAD = prose("word ".repeat(60));

  private static Block prose(String text) {
    return new Block(Block.Kind.PROSE, 0, text.strip(), 0);
  }

  private static Block heading(String text) {
    return new Block(Block.Kind.HEADING, 2, text, 0);
  }

  private static String keep(Block... blocks) {
    boolean[] keep =
        new JusText(JusTextLimits.DEFAULT, Set.of("the")).keep(new ArrayList<>(List.of(blocks)));
    StringBuilder text = new StringBuilder();
    for (boolean each : keep) {
      text.append(each ? '+' : '-');
    }
    return text.toString();
  }

  @Test
  void blocksAloneAreJudgedByLengthStopWordsAndLinks() {
    assertThat(keep(GOOD)).isEqualTo("+");
    assertThat(keep(BAD)).isEqualTo("-");
    // The edges of a page count as bad.
    assertThat(keep(NEAR)).isEqualTo("-");
    assertThat(keep(SHORT)).isEqualTo("-");
    assertThat(keep(new Block(Block.Kind.PROSE, 0, GOOD.text(), 54))).isEqualTo("-");
    assertThat(keep(prose(GOOD.text() + " \u00a9 2024"))).isEqualTo("-");
  }

  @Test
  void surroundingsSettleWhatIsNearGoodOrShort() {
    assertThat(keep(GOOD, SHORT, GOOD)).isEqualTo("+++");
    assertThat(keep(GOOD, SHORT, BAD)).isEqualTo("+--");
    assertThat(keep(BAD, SHORT, BAD)).isEqualTo("---");
    assertThat(keep(BAD, NEAR, GOOD)).isEqualTo("-++");
    assertThat(keep(BAD, NEAR, BAD)).isEqualTo("---");
    // Between good and bad, with near good on the side of the bad one.
    assertThat(keep(GOOD, SHORT, NEAR, BAD)).isEqualTo("+++-");
    assertThat(keep(GOOD, SHORT, SHORT, BAD)).isEqualTo("+---");
  }

  @Test
  void headingsStayAboveGoodText() {
    assertThat(keep(BAD, heading("Title"), GOOD)).isEqualTo("-++");
    assertThat(keep(BAD, heading("Title"), SHORT, GOOD)).isEqualTo("-+++");
    // More than 200 characters lie between.
    assertThat(keep(BAD, heading("Title"), BAD, GOOD)).isEqualTo("---+");
    assertThat(keep(BAD, heading("Title"), BAD)).isEqualTo("---");
  }

  @Test
  void dataIsJudgedByItsSurroundings() {
    Block code = new Block(Block.Kind.PREFORMATTED, 0, "x = y;\n".repeat(50), 0);
    assertThat(keep(GOOD, code, GOOD)).isEqualTo("+++");
    assertThat(keep(BAD, code, BAD)).isEqualTo("---");
  }
}
