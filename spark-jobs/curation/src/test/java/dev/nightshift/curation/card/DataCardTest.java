package dev.nightshift.curation.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DataCardTest {

  private static DataCard card() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("read", 1200L);
    counts.put("rejected:too-few-words", 200L);
    counts.put("kept", 1000L);
    Map<String, List<DataCard.Group>> groups = new LinkedHashMap<>();
    groups.put(
        "source and licence",
        List.of(
            new DataCard.Group(List.of("a|b", "MIT"), 600, 3000, -1),
            new DataCard.Group(List.of("c", ""), 400, 1000, -1)));
    return new DataCard(
        "Texts & <more>",
        "table:mixed@3",
        List.of(
            new DataCard.Stage(
                "curate", "curate-1", 7, "0.1", List.of("table:documents@2"), counts)),
        groups,
        List.of(new SvgBars.Bar("below 100", 250), new SvgBars.Bar("from 100 on", 750)),
        Map.of("50 %", 140.0),
        new DataCard.Group(List.of(), 1000, 4000, -1));
  }

  @Test
  void theCardTellsContentsStagesAndLineage() {
    String text = card().files().get("README.md");
    assertThat(text)
        .startsWith("---\nlicense:\n- \"MIT\"\nsize_categories:\n- 1K<n<10K\n---\n")
        .contains("1,000 documents, 4,000 characters, in `table:mixed@3`.")
        .contains("| curate | read | 1,200 |\n|  | rejected:too-few-words | 200 |")
        .contains("| a\\|b | MIT | 600 | 3,000 | 0.7500 |")
        .contains("| curate | `curate-1` | 7 | 0.1 | table:documents@2 |")
        .contains("![Documents by length in characters](lengths.svg)");
  }

  @Test
  void drawingsAreWellFormedAndBarsInProportion() throws Exception {
    for (String name : List.of("lengths.svg", "stages.svg")) {
      Document svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(card().files().get(name))));
      assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    }
    String lengths = card().files().get("lengths.svg");
    // 640 - 190 - 110 = 340 for the longest bar; a third of it for the other.
    assertThat(lengths).contains("width=\"340.0\"").contains("width=\"113.3\"");
    assertThat(SvgBars.of("a < b & c", List.of())).contains("a &lt; b &amp; c");
  }
}
