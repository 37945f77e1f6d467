package dev.nightshift.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.stats.Estimate;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** GPT-4's annotations of AlpacaEval, against {@code text_davinci_003}. */
class AlpacaEvalTest {

  private static final Path FILE =
      Path.of(
              System.getProperty("nightshift.root", ".."),
              "../shared/data/alpaca_eval/alpaca_eval_gpt4.pairs.jsonl.gz")
          .normalize();

  /** About as long as the baseline: 396 and 296 characters against 307. */
  private static final List<String> SHORT = List.of("alpaca-7b", "text_davinci_001");

  private record Annotation(LengthComparison pair, Preference judge, Preference length) {}

  private static final Map<String, List<Annotation>> BY_MODEL = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    Assumptions.assumeTrue(Files.exists(FILE), () -> "the shared test data are not there: " + FILE);
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new FileInputStream(FILE.toFile())), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = json.readTree(line);
        if (!row.get("preference").isNumber()) {
          continue;
        }
        // 1: the first answer; 2: the second; 0 or 1.5: a tie.
        double given = row.get("preference").asDouble();
        double preference = given == 0 ? .5 : given - 1;
        String first = row.get("output_1").asText();
        String second = row.get("output_2").asText();
        BY_MODEL
            .computeIfAbsent(row.get("generator_2").asText(), model -> new ArrayList<>())
            .add(
                new Annotation(
                    new LengthComparison(
                        row.get("instruction").asText(),
                        row.get("generator_2").asText(),
                        LengthJudge.length(first),
                        LengthJudge.length(second),
                        preference),
                    preference > .5
                        ? Preference.SECOND
                        : preference < .5 ? Preference.FIRST : Preference.TIE,
                    LengthJudge.prefer(first, second)));
      }
    }
  }

  private static List<LengthComparison> pairs(String model) {
    return BY_MODEL.get(model).stream().map(Annotation::pair).toList();
  }

  /**
   * Win rates and standard errors in per cent, as published in the project's leaderboard for this
   * annotator (alpaca_eval_gpt4_leaderboard.csv).
   */
  @Test
  void winRatesAreThePublishedOnes() {
    Map<String, double[]> published = new LinkedHashMap<>();
    published.put("gpt4", new double[] {95.27950311, .71628144});
    published.put("llama-2-70b-chat-hf", new double[] {92.66169154, .911762258});
    published.put("claude-2", new double[] {91.35572139, .989732378});
    published.put("cohere", new double[] {90.62111801242236, 1.022512757790303});
    published.put("zephyr-7b-beta", new double[] {90.5977584059776, 1.0287080531312012});
    published.put("wizardlm-13b", new double[] {75.31094527, 1.510185829});
    published.put("guanaco-65b", new double[] {71.80124224, 1.586912361});
    published.put("vicuna-13b", new double[] {70.43478261, 1.606968841});
    published.put("oasst-rlhf-llama-33b", new double[] {66.52173913, 1.660828843});
    published.put("minichat-3b", new double[] {48.818407960199, 1.758472313521605});
    published.put("alpaca-farm-ppo-human", new double[] {41.24223602, 1.727181312});
    published.put("phi-2", new double[] {30.663329161451813, 1.6056202651534168});
    published.put("alpaca-7b", new double[] {26.45962733, 1.53571147});
    published.put("text_davinci_001", new double[] {15.17412935, 1.235107892});
    published.forEach(
        (model, expected) -> {
          Estimate rate =
              Estimate.of(
                  pairs(model).stream().mapToDouble(LengthComparison::preference).toArray());
          assertThat(100 * rate.mean()).as(model).isCloseTo(expected[0], within(1e-7));
          assertThat(100 * rate.standardError()).as(model).isCloseTo(expected[1], within(1e-7));
        });
  }

  /** A model that is longer than the baseline wins less once length is controlled for. */
  @Test
  void lengthControlTakesAwayWhatLengthGave() {
    List<String> models =
        List.of(
            "gpt4",
            "claude-2",
            "llama-2-7b-chat-hf",
            "vicuna-13b",
            "guanaco-65b",
            "alpaca-7b",
            "text_davinci_001",
            "phi-2",
            "minichat-3b",
            "wizardlm-13b");
    List<LengthComparison> all = models.stream().flatMap(m -> pairs(m).stream()).toList();
    Map<String, Double> difficulty = InstructionDifficulty.of(all);
    assertThat(difficulty).hasSize(805);
    assertThat(difficulty.values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(0, within(1e-6));
    for (String model : models) {
      LengthControlled found = LengthControlled.of(pairs(model), difficulty);
      assertThat(found.length()).as(model + ": GPT-4 prefers longer answers").isPositive();
      assertThat(found.standardError()).as(model).isBetween(.002, .06);
      if (!SHORT.contains(model)) {
        assertThat(found.rate()).as(model).isLessThan(found.raw().mean());
      }
    }
  }

  @Test
  void agreementWithTheJudgeIsMeasuredAgainstLengthAlone() {
    List<Annotation> all = BY_MODEL.values().stream().flatMap(List::stream).toList();
    Agreement length =
        Agreement.of(
            all.stream().map(Annotation::judge).toList(),
            all.stream().map(Annotation::length).toList());
    assertThat(length.n()).isGreaterThan(42_000);
    assertThat(length.decided()).isBetween(.6, .95);
  }
}
