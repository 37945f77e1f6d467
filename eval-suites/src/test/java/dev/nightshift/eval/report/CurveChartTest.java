package dev.nightshift.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class CurveChartTest {

  private static Curve curve(String run, String name, double... values) {
    List<Curve.Point> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(new Curve.Point(10L * i, values[i]));
    }
    return new Curve(name, run, points);
  }

  private static final List<Curve> CURVES =
      List.of(
          curve("ppo-1", "train/policy/clipfrac", .1, .2),
          curve("ppo-1", "train/objective/kl", 0, .5, 2),
          curve("ppo-1", "train/val/clipfrac", 0, 0),
          curve("ppo-1", "train/loss/value", 3, 1),
          curve("ppo-1", "train/loss", 3, 1),
          curve("reward-1", "held-out/loss", .69, .5),
          curve("reward-1", "train/loss", .7, Double.NaN, .3),
          curve("reward-1", "train/rewards/margins", 0, 1),
          curve("reward-1", "held-out/ece", Double.NaN));

  private static Report report(List<Curve> curves, ReportModel... models) {
    return new Report(
        "t",
        Instant.EPOCH,
        "file:/lake",
        List.of(models),
        List.of(),
        Map.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        curves,
        List.of(),
        List.of());
  }

  @Test
  void curvesAreGroupedByRunFamilyAndMetric() {
    assertThat(CurveChart.of(report(CURVES)))
        .extracting(
            c -> c.subject() + " " + c.family() + " " + c.metric() + " " + c.lines().keySet())
        .containsExactly(
            "ppo-1 loss loss [train]",
            "ppo-1 loss loss/value [train]",
            "ppo-1 objective objective/kl [train]",
            "ppo-1 policy policy/clipfrac [train]",
            "ppo-1 value val/clipfrac [train]",
            "reward-1 loss loss [train, held-out]",
            "reward-1 rewards rewards/margins [train]");
  }

  /** What only one of them has, and what was measured in training, stays with its run. */
  @Test
  void heldOutCurvesOfSeveralModelsShareAxes() {
    List<Curve> curves =
        List.of(
            curve("a-1", "validation/loss", 5, 3, 2),
            curve("a-1", "train/loss", 5, 3),
            curve("b-1", "validation/loss", 5, 4, 1),
            curve("b-1", "train/loss", 5, 4),
            curve("b-1", "validation/accuracy", 0, .5),
            curve("base-1", "validation/loss", 9, 5));
    Report report =
        report(
            curves,
            new ReportModel("scaffold with many words in its name", "d1", "/b", "b-1"),
            new ReportModel("average over many words", "d2", "/a", "a-1"));
    List<CurveChart> charts = CurveChart.of(report);
    assertThat(charts)
        .extracting(c -> c.subject() + " " + c.metric())
        .startsWith("all models validation/loss", "a-1 loss")
        .containsOnlyOnce("all models validation/loss")
        .hasSize(5);
    assertThat(charts.get(0).lines().keySet())
        .containsExactly("scaffold with many words in its name", "average over many words");
    assertThat(charts.get(0).fileName()).isEqualTo("all-models.validation-loss.svg");
    // Axes from (52, 34) to (708, 314): 5 is at the top, 1 at the bottom.
    assertThat(LineChart.element(charts.get(0)))
        .contains("height=\"340\"", "d=\"M52.0 34.0L380.0 104.0L708.0 314.0\"");
  }

  /** The second label goes below the first, and the axes 13 further down. */
  @Test
  void longLabelsTakeALineEach() {
    Map<String, Curve> lines = new LinkedHashMap<>();
    lines.put("a".repeat(40), curve("r", "loss", 2, 1));
    lines.put("b".repeat(40), curve("r", "loss", 2, 1));
    String svg = LineChart.element(new CurveChart("r", "loss", "loss", lines));
    assertThat(svg).contains("height=\"183\"", "y=\"27\"", "y=\"40\"", "d=\"M52.0 47.0");
  }

  @Test
  void eachMetricIsAFileThatStandsAlone() throws Exception {
    Map<String, String> files = CurveFiles.of(report(CURVES));
    assertThat(files.keySet())
        .contains("reward-1.loss.svg", "ppo-1.loss-value.svg", "ppo-1.objective-kl.svg")
        .hasSize(7);
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    files.get("reward-1.loss.svg").getBytes(StandardCharsets.UTF_8)));
    assertThat(svg.getDocumentElement().getAttribute("xmlns"))
        .isEqualTo("http://www.w3.org/2000/svg");
    assertThat(svg.getElementsByTagName("path").getLength()).as("two lines").isEqualTo(2);
    // Two finite points in training and two held out: few enough for a dot on each.
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("loss · reward-1", "train", "held-out", "0.7000", "0.3000", "step 0", "20");
  }

  /** Axes from (52, 34) to (348, 144): the greatest value is at the top, the last step right. */
  @Test
  void pointsLieWhereTheAxesSay() {
    String svg = LineChart.element(CurveChart.ofRuns(List.of(curve("r", "loss", 2, 1, 4))).get(0));
    assertThat(svg).contains("d=\"M52.0 107.3L200.0 144.0L348.0 34.0\"");
    String flat = LineChart.element(CurveChart.ofRuns(List.of(curve("r", "loss", 2))).get(0));
    assertThat(flat).contains("d=\"M52.0 144.0\"").doesNotContain("NaN");
  }

  @Test
  void reportsShowTheDrawingsUnderTheirFamilies() {
    String html = ReportFormat.HTML.render(report(CURVES));
    assertThat(html)
        .contains("<h3>ppo-1 · loss</h3>", "<h3>reward-1 · rewards</h3>")
        .containsOnlyOnce("<h3>ppo-1 · loss</h3>");
    assertThat(html.split("<svg ", -1)).hasSize(8);
    String markdown = ReportFormat.MARKDOWN.render(report(CURVES), "curves");
    assertThat(markdown)
        .contains("### reward-1 · loss\n\n![loss](<curves/reward-1.loss.svg>)\n")
        .contains("| train/objective/kl");
    assertThat(ReportFormat.MARKDOWN.render(report(CURVES))).doesNotContain("![");
  }
}
