package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.spark.decontaminate.DecontaminateJob;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecontaminateJobTest {

  private static final String ASKED =
      "Ann has three apples and Bob has four pears; how many fruits have they both together?";

  @TempDir Path folder;

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private static Map<String, String> options(Path exam) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("input", "table:documents");
    options.put("tasks", "none");
    options.put("against", exam.toString());
    return options;
  }

  @Test
  void textsThatHoldAnItemGoToRejectsWithTaskItemAndPassage() throws IOException {
    JobBench bench = new JobBench(folder);
    Path texts =
        write(
            "texts.jsonl",
            "{\"text\": \"Homework: " + ASKED.toUpperCase(Locale.ROOT) + " Seven!\"}",
            "{\"text\": \"Ann has three apples. Bob has none.\"}",
            "{\"text\": \"What is the capital of France? Everybody says Paris.\"}");
    bench.run(new IngestJob(), Map.of("input", texts.toString()));
    Path exam =
        write(
            "exam.jsonl",
            "{\"question\": \"" + ASKED + "\", \"answer\": \"7\"}",
            "{\"problem\": \"What is the capital of France?\", \"answer\": \"Paris\"}",
            "{\"question\": \"Why?\", \"answer\": \"So.\"}");

    RunReport report = bench.run(new DecontaminateJob(), options(exam));

    assertThat(report.outcome().counts())
        .containsEntry("read", 3L)
        .containsEntry("items", 3L)
        .containsEntry("items-too-short", 1L)
        .containsEntry("items-found:exam", 2L)
        .containsEntry("removed", 2L)
        .containsEntry("kept", 1L);
    assertThat(bench.rows("clean", "text"))
        .extracting(row -> row.<String>getAs("text"))
        .containsExactly("Ann has three apples. Bob has none.");
    List<Row> rejects = bench.rows("rejects", "detail");
    assertThat(rejects).hasSize(2);
    assertThat(rejects.get(0).<String>getAs("reason")).isEqualTo("contaminated-exam");
    assertThat(rejects.get(0).<String>getAs("detail"))
        .isEqualTo(
            "item exam.jsonl:1: 4 of its 4 n-grams, in characters 11 to 94: "
                + ASKED.toUpperCase(Locale.ROOT).replace("?", ""));
    assertThat(new String(rejects.get(0).<byte[]>getAs("raw"), StandardCharsets.UTF_8))
        .startsWith("Homework: ");
    assertThat(bench.rows("contaminations", "item"))
        .extracting(row -> row.<String>getAs("item"))
        .containsExactly("exam.jsonl:1", "exam.jsonl:2");
  }

  @Test
  void aPhraseOfManyTextsDoesNotCount() throws IOException {
    JobBench bench = new JobBench(folder);
    String[] lines = new String[12];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "{\"text\": \"Text " + i + ": " + ASKED + "\"}";
    }
    bench.run(new IngestJob(), Map.of("input", write("texts.jsonl", lines).toString()));
    Path exam = write("exam.jsonl", "{\"question\": \"" + ASKED + "\"}");
    assertThat(bench.run(new DecontaminateJob(), options(exam)).outcome().counts())
        .containsEntry("removed", 0L)
        .containsEntry("common-grams", 4L);
    Map<String, String> options = options(exam);
    options.put("max-texts", "12");
    assertThat(bench.run(new DecontaminateJob(), options).outcome().counts())
        .containsEntry("removed", 12L);
  }

  @Test
  void allFaultsOfTheBenchmarksAreToldAtOnce() throws IOException {
    JobBench bench = new JobBench(folder);
    bench.run(
        new IngestJob(), Map.of("input", write("texts.jsonl", "{\"text\": \"a\"}").toString()));
    Path exam = write("exam.jsonl", "{\"asked\": \"?\"}", "{broken");
    assertThatThrownBy(() -> bench.run(new DecontaminateJob(), options(exam)))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("exam.jsonl:1")
        .hasMessageContaining("there is none of the fields question,problem,prompt,text")
        .hasMessageContaining("exam.jsonl:2");
  }

  /**
   * All 500 items of MATH-500 are problems of the MATH test set, with a sentence added to each. So
   * it is known which rows hold an item: a labelled sample of 5,000.
   */
  @Test
  void findsTheItemsOfMath500AmongTheProblemsOfMath() throws IOException {
    Path math = JobBench.shared("math/test.jsonl");
    Path math500 = JobBench.shared("math-eval/math500.jsonl");
    JobBench bench = new JobBench(folder);
    bench.run(
        new IngestJob(),
        Map.of("input", math.toString(), "text-template", "{problem}\n\n{solution}"));
    Set<String> asked = new HashSet<>();
    for (String line : Files.readAllLines(math500)) {
      String problem = new ObjectMapper().readTree(line).path("problem").asText();
      asked.add(problem.substring(0, problem.lastIndexOf("\nPlease reason")).strip());
    }
    Map<String, String> problems = new HashMap<>();
    for (Row row : bench.rows("documents", "row_id")) {
      String text = row.getAs("text");
      asked.stream()
          .filter(problem -> text.startsWith(problem + "\n\n"))
          .forEach(problem -> problems.put(row.getAs("row_id"), problem));
    }
    bench.run(new DecontaminateJob(), options(math500));
    Map<String, Double> shares = new HashMap<>();
    for (Row row : bench.rows("contaminations", "row_id")) {
      shares.merge(row.getAs("row_id"), row.<Double>getAs("share"), Math::max);
    }
    double[] any = precisionAndRecall(shares, problems, asked.size(), 0);
    assertThat(any[0]).isGreaterThan(.8);
    assertThat(any[1]).isGreaterThan(.99);
    double[] most = precisionAndRecall(shares, problems, asked.size(), .8);
    assertThat(most[0]).isGreaterThan(.99);
    assertThat(most[1]).isGreaterThan(.98);
  }

  private static double[] precisionAndRecall(
      Map<String, Double> shares, Map<String, String> problems, int asked, double least) {
    List<String> flagged =
        shares.keySet().stream().filter(row -> shares.get(row) >= least).toList();
    List<String> right = flagged.stream().filter(problems::containsKey).toList();
    long found = right.stream().map(problems::get).distinct().count();
    double precision = (double) right.size() / flagged.size();
    double recall = (double) found / asked;
    System.out.printf(
        Locale.ROOT,
        "MATH-500 in MATH, share of n-grams at least %.1f: %d rows, precision %.3f, recall %.3f%n",
        least,
        flagged.size(),
        precision,
        recall);
    return new double[] {precision, recall};
  }
}
