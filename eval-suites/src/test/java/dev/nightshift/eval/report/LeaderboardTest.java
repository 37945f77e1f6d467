package dev.nightshift.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaderboardTest {

  private static final Instant NIGHT = Instant.parse("2026-11-20T02:00:00Z");

  private static Leaderboard.Line line(String metric, boolean higher, Leaderboard.Score... scores) {
    return new Leaderboard.Line(
        "gsm8k",
        "published",
        5,
        "strict-match",
        metric,
        higher,
        List.of("limit 20 of 1319 items"),
        Arrays.asList(scores),
        List.of(.1, .3, .2));
  }

  private static Leaderboard board() {
    return new Leaderboard(
        "Leaderboard",
        NIGHT,
        "file:/lake",
        List.of(
            new Leaderboard.Entrant("first", "a".repeat(64), NIGHT.minusSeconds(86_400), "n1"),
            new Leaderboard.Entrant("second", "b".repeat(64), NIGHT, "")),
        1,
        List.of(
            line(
                "exact_match",
                true,
                new Leaderboard.Score(.3, .01, 20),
                new Leaderboard.Score(.2, null, 20)),
            line("loss", false, null, new Leaderboard.Score(2.5, .1, 20))));
  }

  @Test
  void theBestOfALineIsMarkedByItsDirection() {
    String text = board().render(ReportFormat.MARKDOWN);
    assertThat(text).contains("**0.3000 ± 0.0100**", "| 0.2000 ", "**2.5000 ± 0.1000**");
    assertThat(text).contains("▁█▅", "1 older models are not shown", "limit 20 of 1319 items");
    Leaderboard.Line low =
        line("loss", false, new Leaderboard.Score(2, null, 1), new Leaderboard.Score(3, null, 1));
    assertThat(low.best()).hasValue(2.0);
  }

  @Test
  void dataHasAllDigits() throws Exception {
    JsonNode json = new ObjectMapper().readTree(board().render(ReportFormat.JSON));
    assertThat(json.at("/lines/0/scores/first/value").asDouble()).isEqualTo(.3);
    assertThat(json.at("/lines/1/scores/first").isMissingNode()).isTrue();
    assertThat(board().render(ReportFormat.CSV).lines())
        .hasSize(4)
        .contains(
            "gsm8k,published,5,strict-match,exact_match,true,second,"
                + "b".repeat(64)
                + ",,0.2,,20,false");
    assertThat(board().render(ReportFormat.LATEX)).contains("\\textbf{0.3000 $\\pm$ 0.0100}");
    assertThat(board().render(ReportFormat.HTML))
        .contains("class=\"number best\" data-order=\"0.3\"", "aria-label=\"gsm8k over time\"");
  }

  @Test
  void sparklinesStandEqualNumbersInTheMiddle() {
    assertThat(Sparkline.text(List.of(1.0, 1.0))).isEqualTo("▅▅");
    assertThat(Sparkline.drawing(List.of(1.0), "x")).contains("d=\"M55.0 11.0\"");
  }

  @Test
  void samplesAreShownAsTheyAre() throws Exception {
    SampleSheet sheet =
        new SampleSheet(
            "gsm8k, model m",
            NIGHT,
            "file:/lake",
            "acc,none",
            1_319,
            List.of(
                new SampleSheet.Sample(
                    "id1", "Q: <b>1</b>\n```\nA:", "no", "no", "yes", Map.of("acc,none", 0.0))),
            List.of());
    assertThat(sheet.render(ReportFormat.MARKDOWN))
        .contains("1 of 1319 samples", "````\nQ: <b>1</b>\n```\nA:\n````", "### 1. id1")
        .doesNotContain("answer that the filter found");
    assertThat(sheet.render(ReportFormat.HTML)).contains("Q: &lt;b&gt;1&lt;/b&gt;");
    assertThat(sheet.render(ReportFormat.CSV)).contains("\"Q: <b>1</b>\n```\nA:\",no,no,yes,0.0");
    assertThat(new ObjectMapper().readTree(sheet.render(ReportFormat.JSON)).at("/total").asInt())
        .isEqualTo(1_319);
  }
}
