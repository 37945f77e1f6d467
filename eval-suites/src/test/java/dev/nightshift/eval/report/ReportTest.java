package dev.nightshift.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.metric.GroupMean;
import dev.nightshift.eval.stats.ChoiceCalibration;
import dev.nightshift.eval.stats.Clusters;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Wilson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static double[] scores(int n, int right) {
    double[] scores = new double[n];
    java.util.Arrays.fill(scores, 0, right, 1);
    return scores;
  }

  private static ResultRow row(String model, double value, Comparison comparison) {
    return new ResultRow(
        model,
        "arithmetic",
        1,
        "generated",
        0,
        "strict-match",
        "exact_match",
        true,
        value,
        .022,
        new Interval(value - .04, value + .04),
        500,
        comparison,
        null,
        List.of(),
        "");
  }

  private static Report report() {
    return new Report(
        "Night of <2026-11-21>",
        Instant.parse("2026-11-21T02:00:00Z"),
        "file:/lake",
        List.of(
            new ReportModel("initial", "a".repeat(64), "/m/a", "pretrain-1"),
            new ReportModel("pretrain", "b".repeat(64), "/m/b", "pretrain-1")),
        ResultRow.correctedTogether(
            List.of(
                row("initial", .004, null),
                row(
                    "pretrain",
                    .61,
                    Comparison.paired("initial", scores(500, 2), scores(500, 305), true, 1)))),
        Map.of("arithmetic", new TaskFacts("sums", List.of(), 1_000)),
        List.of(
            new CalibrationRow(
                "pretrain",
                "arc_easy",
                ChoiceCalibration.of(
                    List.of(
                        new ChoiceCalibration.Item(List.of(-1.0, -2.0), List.of(0)),
                        new ChoiceCalibration.Item(List.of(-1.0, -3.0), List.of(1)))))),
        null,
        List.of(
            new MeasuredShare("rewards/accuracies", "dpo-1", .8, Wilson.interval(160, 200), 200)),
        List.of(
            new FunnelStep("ingest", "ingest-1", 1000, 980),
            new FunnelStep("curate", "curate-1", 980, 700)),
        List.of(
            new RejectCount("ingest", "broken|json", 12),
            new RejectCount("curate", "duplicate", 8)),
        List.of(
            new Curve(
                "loss", "pretrain-1", List.of(new Curve.Point(1, 5.5), new Curve.Point(2, 3.25)))),
        List.of(
            new LineageRun(
                "pretrain-1",
                "pretrain v1",
                7,
                Instant.parse("2026-11-21T01:00:00Z"),
                81.25,
                List.of("data: table:curated@3"),
                List.of("model: /m/b"))),
        List.of("Samples: SELECT * FROM samples"));
  }

  @Test
  void binaryScoresAreComparedByMcNemar() {
    double[] before = new double[20];
    double[] after = new double[20];
    java.util.Arrays.fill(before, 0, 2, 1);
    java.util.Arrays.fill(after, 2, 12, 1);
    Comparison comparison = Comparison.paired("base", before, after, true, 1);
    // 2 only before, 10 only after.
    assertThat(comparison.p()).isCloseTo(.038574, within(5e-7));
    assertThat(comparison.delta()).isCloseTo(.4, within(1e-12));
    assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
    assertThat(comparison.test()).isEqualTo(PairedTest.MCNEMAR);
    assertThat(Comparison.paired("base", after, before, true, 1).verdict())
        .isEqualTo(Verdict.WORSE);
    assertThat(Comparison.paired("base", before, after, false, 1).verdict())
        .isEqualTo(Verdict.WORSE);
    assertThat(Comparison.paired("base", before, before, true, 1).verdict())
        .isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
    assertThatThrownBy(() -> Comparison.paired("base", before, new double[3], true, 1))
        .hasMessage("scores of the same items are needed, were 20 and 3");
  }

  @Test
  void gradedScoresAreComparedByTheBootstrap() {
    double[] before = new double[100];
    double[] after = new double[100];
    for (int i = 0; i < 100; i++) {
      before[i] = .1 * (i % 7);
      after[i] = before[i] + .05 + .01 * (i % 3);
    }
    Comparison comparison = Comparison.paired("base", before, after, true, 1);
    assertThat(comparison.p()).isLessThan(.001);
    assertThat(comparison.test()).isEqualTo(PairedTest.BOOTSTRAP);
    assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
  }

  /** 40 documents of 10 to 49 words; the second model spends .1 nats less on each word, but one. */
  @Test
  void perplexitiesAreComparedByTheBootstrapOfTheirRatio() {
    double[] words = new double[40];
    double[] before = new double[40];
    double[] after = new double[40];
    for (int i = 0; i < 40; i++) {
      words[i] = 10 + i;
      before[i] = -2 * words[i] - i % 5;
      after[i] = before[i] + (i == 3 ? -1 : .1 * words[i]);
    }
    Comparison found =
        Comparison.aggregated(
            "base",
            Aggregations.WEIGHTED_PERPLEXITY,
            new Comparison.Weighted(before, words),
            new Comparison.Weighted(after, words),
            false,
            1);
    double top = java.util.Arrays.stream(words).sum();
    double expected =
        Math.exp(-java.util.Arrays.stream(after).sum() / top)
            - Math.exp(-java.util.Arrays.stream(before).sum() / top);
    assertThat(found.delta()).isCloseTo(expected, within(1e-9)).isNegative();
    assertThat(found.p()).isLessThan(.002);
    assertThat(found.verdict()).as("lower is better").isEqualTo(Verdict.BETTER);
    assertThat(found.detectable()).isBetween(.001, Math.abs(expected));
  }

  @Test
  void severalComparisonsAreCorrectedTogether() {
    Comparison weak = new Comparison("base", .02, PairedTest.MCNEMAR, .03, .05, Verdict.BETTER);
    List<ResultRow> rows =
        ResultRow.correctedTogether(
            List.of(row("a", .1, null), row("b", .12, weak), row("c", .14, weak)));
    assertThat(rows.get(1).comparison().p()).isCloseTo(.06, within(1e-12));
    assertThat(rows.get(1).comparison().verdict()).isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
    assertThat(rows.get(0).comparison()).isNull();
  }

  @Test
  void markdownHasAlignedTablesAndEscapesBars() {
    String text = ReportFormat.MARKDOWN.render(report());
    assertThat(text).startsWith("# Night of <2026-11-21>\n");
    List<String> results = text.lines().filter(l -> l.contains("exact_match")).toList();
    assertThat(results).hasSize(2);
    assertThat(results.get(0)).hasSameSizeAs(results.get(1));
    assertThat(results.get(1))
        .contains("0.6100", "± 0.0220", "[0.5700, 0.6500]", "+0.6060", "< .0001", "| better");
    assertThat(text)
        .contains("broken\\|json")
        .contains("| ingest | 1000 | 980 ")
        .contains("98.0 %");
    assertThat(text).contains("## Calibration of choices", "| arc_easy ");
    assertThat(text).contains("- Samples: SELECT * FROM samples\n");
    assertThat(text)
        .contains("pretrain-1 | pretrain v1 | 7    | 81.3 s | data: table:curated@3 | model: /m/b");
  }

  @Test
  void csvHasOneLineForEachResultWithAllDigits() {
    List<String> lines = ReportFormat.CSV.render(report()).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("model,model_digest,task,version,layout");
    assertThat(lines.get(1))
        .startsWith(
            "initial,"
                + "a".repeat(64)
                + ",arithmetic,1,generated,0,strict-match,exact_match,true,0.004,0.022,");
    assertThat(lines.get(2)).contains(",better,McNemar,");
    long columns = lines.get(0).chars().filter(c -> c == ',').count();
    assertThat(lines).allMatch(line -> line.chars().filter(c -> c == ',').count() == columns);
  }

  @Test
  void jsonSaysEverything() throws Exception {
    JsonNode root =
        new ObjectMapper().readTree(ReportFormat.JSON.render(report())).get("nightshift");
    assertThat(root.at("/results/1/comparison/verdict").asText()).isEqualTo("better");
    assertThat(root.at("/results/1/comparison/test").asText()).isEqualTo("McNemar");
    assertThat(root.at("/results/0/comparison").isMissingNode()).isTrue();
    assertThat(root.at("/results/1/value").asDouble()).isEqualTo(.61);
    assertThat(root.at("/curves/0/points/1/1").asDouble()).isEqualTo(3.25);
    assertThat(root.at("/lineage/0/seed").asLong()).isEqualTo(7);
    assertThat(root.at("/shares/0/n").asLong()).isEqualTo(200);
    assertThat(root.at("/calibration/0/n").asLong()).isEqualTo(2);
  }

  /** The keys and places of a result file of lm-evaluation-harness 0.4. */
  @Test
  void jsonHasTheLastModelAsAnEvaluationHarnessWritesIt() throws Exception {
    JsonNode root = new ObjectMapper().readTree(ReportFormat.JSON.render(report()));
    JsonNode task = root.at("/results/arithmetic");
    assertThat(task.get("alias").asText()).isEqualTo("sums");
    assertThat(task.get("exact_match,strict-match").asDouble()).isEqualTo(.61);
    assertThat(task.get("exact_match_stderr,strict-match").asDouble()).isEqualTo(.022);
    assertThat(root.at("/group_subtasks/arithmetic").isArray()).isTrue();
    assertThat(root.at("/configs/arithmetic/num_fewshot").asInt()).isZero();
    assertThat(root.at("/versions/arithmetic").asInt()).isEqualTo(1);
    assertThat(root.at("/n-shot/arithmetic").asInt()).isZero();
    assertThat(root.at("/higher_is_better/arithmetic/exact_match").asBoolean()).isTrue();
    assertThat(root.at("/n-samples/arithmetic/original").asLong()).isEqualTo(1_000);
    assertThat(root.at("/n-samples/arithmetic/effective").asLong()).isEqualTo(500);
    assertThat(root.at("/config/model_args").asText()).isEqualTo("pretrained=/m/b");
    assertThat(root.at("/groups").isMissingNode()).isTrue();
  }

  @Test
  void groupsStandApartAndErrorsMayBeMissing() throws Exception {
    ResultRow all =
        new ResultRow(
            "m", "mmlu", 1, "l", 5, "none", "acc", true, .3, null, null, 14_042, null, null,
            List.of(), "");
    Report report =
        new Report(
            "t",
            Instant.EPOCH,
            "lake",
            List.of(new ReportModel("m", "d", "/m", "r")),
            List.of(all),
            Map.of("mmlu", new TaskFacts("mmlu", List.of("mmlu_anatomy"), 0)),
            List.of(),
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    JsonNode root = new ObjectMapper().readTree(ReportFormat.JSON.render(report));
    assertThat(root.at("/groups/mmlu/acc,none").asDouble()).isEqualTo(.3);
    assertThat(root.at("/results/mmlu/acc_stderr,none").asText()).isEqualTo("N/A");
    assertThat(root.at("/group_subtasks/mmlu/0").asText()).isEqualTo("mmlu_anatomy");
    assertThat(root.at("/n-samples/mmlu/original").asLong()).isEqualTo(14_042);
  }

  @Test
  void latexHasRulesAndEscapes() {
    String tex = ReportFormat.LATEX.render(report());
    assertThat(tex)
        .contains("\\usepackage{booktabs,graphicx,textcomp}", "\\toprule", "\\bottomrule")
        .contains(
            "exact\\_match",
            "98.0 \\%",
            "\\section*{Night of \\textless{}2026-11-21\\textgreater{}}")
        .contains("$\\pm$ 0.0220")
        .endsWith("\\end{document}\n");
    // As many columns as each line has cells.
    String spec =
        tex.lines().filter(l -> l.startsWith("\\begin{tabular}")).findFirst().orElseThrow();
    String line = tex.lines().filter(l -> l.contains("0.6100")).findFirst().orElseThrow();
    assertThat(line.chars().filter(c -> c == '&').count() + 1)
        .isEqualTo(spec.replaceAll(".*\\{([lr]+)\\}$", "$1").length());
  }

  /**
   * Twelve of forty items change for the better: plain to see, if they were not of three passages.
   */
  @Test
  void itemsOfAClusterAreNoIndependentEvidence() {
    double[] before = new double[40];
    double[] after = new double[40];
    double[] weights = new double[40];
    List<String> names = new ArrayList<>();
    Arrays.fill(weights, 1);
    for (int i = 0; i < 40; i++) {
      after[i] = i < 12 ? 1 : 0;
      names.add("passage " + i / 4);
    }
    assertThat(Comparison.paired("base", before, after, true, 1).verdict())
        .isEqualTo(Verdict.BETTER);
    Comparison clustered =
        Comparison.clustered(
            "base",
            Aggregations.MEAN,
            new Comparison.Weighted(before, weights),
            new Comparison.Weighted(after, weights),
            Clusters.of(names),
            true,
            1);
    assertThat(clustered.delta()).isCloseTo(.3, within(1e-12));
    assertThat(clustered.test().label()).isEqualTo("bootstrap of clusters");
    // A resample of ten passages without any of the three has the chance .7¹⁰ = .028, on one side.
    assertThat(clustered.p()).isCloseTo(2 * .0282, within(.02));
    assertThat(clustered.detectable())
        .isGreaterThan(Comparison.paired("base", before, after, true, 1).detectable() * 1.5);
  }

  @Test
  void theCleanPartOfAGroupWeighsItsTasks() {
    CleanSplit first =
        CleanSplit.of(
                Map.of("a", 1.0, "b", 0.0, "c", 1.0, "d", 1.0),
                Set.of("a", "b", "c", "d"),
                Set.of("d"),
                "x")
            .orElseThrow();
    CleanSplit second =
        CleanSplit.of(Map.of("a", 0.0, "b", 0.0), Set.of("a", "b"), Set.of(), "y").orElseThrow();
    CleanSplit bySize =
        CleanSplit.ofParts(List.of(first, second), GroupMean.Weighting.BY_SIZE).orElseThrow();
    // Clean: 2 of 3 right and 0 of 2: 2 of 5. Contaminated: the one item of the first.
    assertThat(bySize.clean().mean()).isCloseTo(.4, within(1e-12));
    assertThat(bySize.clean().n()).isEqualTo(5);
    assertThat(bySize.contaminated().mean()).isEqualTo(1);
    assertThat(bySize.against()).isEqualTo("x; y");
    CleanSplit alike =
        CleanSplit.ofParts(List.of(first, second), GroupMean.Weighting.EQUAL).orElseThrow();
    assertThat(alike.clean().mean()).isCloseTo(1.0 / 3, within(1e-12));
    // The second has no contaminated item, so that the group as it is weighed has no such part.
    assertThat(alike.contaminated()).isNull();
    assertThat(CleanSplit.ofParts(List.of(), GroupMean.Weighting.EQUAL)).isEmpty();
  }

  @Test
  void contaminationAndNotesAreShownWhereTheyAreKnown() {
    CleanSplit split =
        CleanSplit.of(
                Map.of("a", 1.0, "b", 0.0, "c", 1.0),
                Set.of("a", "b", "c", "d"),
                Set.of("c"),
                "curated@3")
            .orElseThrow();
    assertThat(split.clean().mean()).isEqualTo(.5);
    assertThat(split.contaminated().n()).isEqualTo(1);
    assertThat(CleanSplit.of(Map.of("a", 1.0), Set.of("b"), Set.of(), "x")).isEmpty();
    ResultRow row = row("m", .5, null).split(split).noted(List.of("limit 20"));
    Block.Table table = ResultTable.of(List.of(row));
    assertThat(table.heads())
        .containsSubsequence("n", "clean part", "note")
        .doesNotContain("verdict");
    assertThat(table.rows().get(0)).extracting(Cell::text).contains("0.5000 (n 2)", "limit 20");
    Report whole = report().withResults(List.of(row, row("m", .4, null)));
    assertThat(ReportFormat.MARKDOWN.render(whole))
        .contains("## Clean and contaminated items", "| curated@3 |", "± 0.5000");
  }

  @Test
  void htmlIsWellFormedAndNeedsNothingBeside() throws Exception {
    String html = ReportFormat.HTML.render(report());
    assertThat(html)
        .contains("Night of &lt;2026-11-21&gt;")
        .contains("<td class=\"better\">better</td>");
    assertThat(html).doesNotContain("http://", "https://", "src=", "<link");
    assertThat(html)
        .contains("prefers-color-scheme: dark", "@media print", "data-order=\"0.61\"")
        .containsOnlyOnce("<script>");
    // Apart from the void element meta, the page is XML.
    String xml = html.replace("<!DOCTYPE html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(4);
  }

  @Test
  void formatsAreFoundByName() {
    assertThat(ReportFormat.find("html")).contains(ReportFormat.HTML);
    assertThat(ReportFormat.find("pdf")).isEmpty();
    assertThat(ReportFormat.extensions()).containsExactly("md", "html", "csv", "json", "tex");
  }
}
