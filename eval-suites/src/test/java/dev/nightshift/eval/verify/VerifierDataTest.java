package dev.nightshift.eval.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agreement with judgements that come with public data. */
class VerifierDataTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DATA =
      Path.of(System.getProperty("nightshift.root", ".."), "..", "shared", "data");
  private static final MathVerifier VERIFIER = new MathVerifier();

  private static List<JsonNode> rows(String name) throws IOException {
    Path file = DATA.resolve(name);
    assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  /** The 500 answers of MATH-500 against the worked solutions that they were taken from. */
  @Test
  void agreesOnMath500() throws IOException {
    Map<String, String> answers = new HashMap<>();
    for (JsonNode row : rows("math-eval/math500.jsonl")) {
      String problem = row.get("problem").asText();
      int end = problem.indexOf("\nPlease reason step by step");
      answers.put(
          problem.substring(0, end < 0 ? problem.length() : end).strip(),
          row.get("answer").asText());
    }
    List<String> missed = new ArrayList<>();
    int found = 0;
    for (JsonNode row : rows("math/test.jsonl")) {
      String answer = answers.get(row.get("problem").asText().strip());
      if (answer != null) {
        found++;
        Verdict verdict = VERIFIER.verify(answer, row.get("solution").asText());
        if (!verdict.isEqual()) {
          missed.add(
              answer + " | " + FinalAnswer.of(row.get("solution").asText()) + " | " + verdict);
        }
      }
    }
    System.out.println("MATH-500: " + found + " found, missed " + missed.size());
    missed.forEach(System.out::println);
    assertThat(found).isGreaterThan(480);
    assertThat(missed.size()).isLessThanOrEqualTo(found / 100);
  }

  /** Every right answer of MATH can be read, and none is taken for the next one. */
  @Test
  void readsTheAnswersOfMath() throws IOException {
    List<String> unread = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (JsonNode row : rows("math/test.jsonl")) {
      FinalAnswer.marked(row.get("solution").asText())
          .map(FinalAnswer::text)
          .ifPresent(answers::add);
    }
    for (String answer : answers) {
      // A space more, so that the texts are not the same.
      Verdict verdict = VERIFIER.compare(answer, "{" + answer + "}");
      if (!verdict.isEqual()) {
        unread.add(answer + " | " + verdict);
      }
    }
    System.out.println("MATH: " + answers.size() + " answers, not read " + unread.size());
    unread.forEach(System.out::println);
    assertThat(answers).hasSizeGreaterThan(4_900);
    assertThat(unread.size()).isLessThanOrEqualTo(answers.size() / 100);
  }

  /** The judgements of 4 × 1,319 solutions of GSM8K. */
  @Test
  void agreesWithTheJudgementsOfGsm8k() throws IOException {
    Map<String, String> answers = new HashMap<>();
    for (JsonNode row : rows("gsm8k/test.jsonl")) {
      answers.put(row.get("question").asText(), row.get("answer").asText());
    }
    int total = 0;
    List<String> disagreed = new ArrayList<>();
    for (JsonNode row : rows("gsm8k/example_model_solutions.jsonl")) {
      String answer = answers.get(row.get("question").asText());
      for (String kind :
          List.of("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")) {
        JsonNode solution = row.get(kind);
        if (answer == null || solution == null || !solution.has("is_correct")) {
          continue;
        }
        total++;
        boolean equal = VERIFIER.verify(answer, solution.get("solution").asText()).isEqual();
        if (equal != solution.get("is_correct").asBoolean()) {
          String text = solution.get("solution").asText();
          disagreed.add(
              answer.substring(answer.lastIndexOf('#'))
                  + " | "
                  + text.substring(Math.max(0, text.length() - 60)).replace('\n', ' ')
                  + " | judged "
                  + solution.get("is_correct"));
        }
      }
    }
    System.out.println("GSM8K: " + total + " judgements, disagreed " + disagreed.size());
    disagreed.forEach(System.out::println);
    assertThat(total).isGreaterThan(5_000);
    assertThat(disagreed.size()).isLessThanOrEqualTo(total / 200);
  }
}
