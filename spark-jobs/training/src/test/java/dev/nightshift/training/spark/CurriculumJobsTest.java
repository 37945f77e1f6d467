package dev.nightshift.training.spark;

import static dev.nightshift.training.spark.TestContext.model;
import static dev.nightshift.training.spark.TestContext.places;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.spark.TestContext.Killed;
import dev.nightshift.training.spark.difficulty.DifficultyJob;
import dev.nightshift.training.spark.preference.DpoJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Difficulties in the lake, trainings in their order, and the order that was consumed. */
class CurriculumJobsTest {

  @TempDir static Path folder;

  private static Path texts;

  @BeforeAll
  static void write() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.config(folder);
    List<String> lines = new ArrayList<>();
    List<String> words = List.of("one", "two", "three", "four", "five", "six");
    for (int i = 0; i < 30; i++) {
      int length = 2 + i % 5;
      lines.add(
          "{\"text\": \"%s %s\", \"level\": \"Level %d\"}"
              .formatted(String.join(" ", words.subList(0, length)), words.get(i % 6), 1 + i % 5));
    }
    texts = Files.write(folder.resolve("texts.jsonl"), lines);
    for (String score : List.of("length", "rarity", "level", "compression")) {
      committed(Map.of("input", texts.toString(), "score", score));
    }
  }

  @Test
  void aTrainingFollowsTheDifficultyOfItsRows() throws IOException {
    Dataset<Row> table =
        new TestContext(folder, "reader").lake().read(TableRef.parse("difficulty"));
    Row lengths = table.where("score = 'length'").selectExpr("count(*)", "min(difficulty)").first();
    assertThat(lengths.getLong(0)).isEqualTo(30);
    assertThat(lengths.getDouble(1)).isEqualTo("one two one".length());
    assertThat(
            table.where("score = 'level'").select("difficulty").distinct().collectAsList().stream()
                .map(row -> row.getDouble(0)))
        .containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0, 5.0);

    Map<String, String> options = pretrain();
    options.put("difficulty-score", "length");
    TestContext context = new TestContext(folder, "pretrain-1");
    JobOutcome outcome = context.run(new PretrainJob(), options);
    List<Row> consumed = context.consumed();
    assertThat(consumed).hasSize(8 * 4);
    assertOrder(consumed);

    // Killed before the order of the second segment was told, and with three workers.
    TestContext dying = new TestContext(folder, "pretrain-killed").dyingBefore("consumed", 2);
    assertThatThrownBy(() -> dying.run(new PretrainJob(), options)).isInstanceOf(Killed.class);
    JobOutcome resumed = new TestContext(folder, dying.runId()).run(new PretrainJob(), options);
    assertThat(digest(resumed)).isEqualTo(digest(outcome));
    assertThat(places(dying.consumed())).isEqualTo(places(consumed));
    options.put("workers", "3");
    options.put("threads", "1");
    options.put("checkpoint-every", "8");
    TestContext divided = new TestContext(folder, "pretrain-3");
    assertThat(digest(divided.run(new PretrainJob(), options))).isEqualTo(digest(outcome));
    assertThat(places(divided.consumed())).isEqualTo(places(consumed));
  }

  /** Linear from .1 in 4 steps over 30 rows: 3 (a step takes 4), 10, 17, 24, then all. */
  private static void assertOrder(List<Row> consumed) {
    Map<Long, Double> hardest = new HashMap<>();
    for (Row row : consumed) {
      hardest.merge(row.getAs("step"), row.getAs("difficulty"), Math::max);
    }
    List<Double> all = consumed.stream().map(row -> row.<Double>getAs("difficulty")).toList();
    double most = all.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    assertThat(hardest.get(1L)).isLessThan(most / 2);
    assertThat(hardest.get(2L)).isLessThan(most);
    Row first = consumed.get(0);
    assertThat(first.<Double>getAs("competence")).isCloseTo(.1, within(1e-12));
    assertThat(first.<String>getAs("row_key")).hasSize(64);
  }

  @Test
  void answersAndPairsFollowACurriculumToo() throws IOException {
    Path answers = SmallData.answers(folder, 40);
    committed(Map.of("input", answers.toString(), "score", "length", "output", "answer_lengths"));
    Map<String, String> options = pretrain();
    options.put("difficulty", "table:answer_lengths");
    options.put("data", answers.toString());
    options.keySet().removeAll(List.of("curriculum-steps", "start-competence"));
    options.put("curriculum", "performance");
    options.put("promote-at", "2.9");
    options.put("demote-at", "3.2");
    options.put("curriculum-patience", "1");
    TestContext sft = new TestContext(folder, "sft-1");
    JobOutcome outcome = sft.run(new SftJob(), options);
    assertThat(sft.consumed()).hasSize(8 * 4);

    Path pairs = SmallData.pairs(folder, 40);
    JobOutcome hard =
        committed(
            Map.of(
                "input",
                pairs.toString(),
                "score",
                "loss",
                "model",
                model(outcome).toString(),
                "name",
                "reference-loss",
                "output",
                "hardness"));
    assertThat(hard.values().get("mean")).isPositive();
    Map<String, String> dpo = new LinkedHashMap<>();
    dpo.put("model", outcome.artifacts().get("model"));
    dpo.put("data", pairs.toString());
    dpo.put("steps", "5");
    dpo.put("batch-size", "4");
    dpo.put("max-length", "16");
    dpo.put("curriculum", "self-paced");
    TestContext context = new TestContext(folder, "dpo-1");
    context.run(new DpoJob(), dpo);
    assertThat(context.consumed()).hasSize(5 * 4);
    dpo.put("curriculum", "root");
    dpo.put("difficulty", "table:hardness");
    TestContext rooted = new TestContext(folder, "dpo-2");
    rooted.run(new DpoJob(), dpo);
    List<Row> consumed = rooted.consumed();
    assertThat(consumed).hasSize(5 * 4);
    // A share of .01 allows less than a step takes, so the first one has the four easiest pairs.
    List<String> first =
        consumed.subList(0, 4).stream().map(row -> row.<String>getAs("row_key")).toList();
    assertThat(first).doesNotHaveDuplicates();
    double most =
        consumed.subList(0, 4).stream()
            .mapToDouble(row -> row.<Double>getAs("difficulty"))
            .max()
            .orElseThrow();
    assertThat(consumed.subList(4, consumed.size()))
        .filteredOn(row -> !first.contains(row.<String>getAs("row_key")))
        .isNotEmpty()
        .allMatch(row -> row.<Double>getAs("difficulty") >= most);
  }

  @Test
  void faultsAreTold() {
    Map<String, String> options = pretrain();
    options.put("curriculum", "performance");
    options.put("start-competence", "0");
    options.put("curriculum-measure", "accuracy");
    options.remove("difficulty");
    assertThatThrownBy(() -> new TestContext(folder, "f").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--start-competence is 0.0.")
        .hasMessageContaining("--start-competence says nothing to --curriculum performance")
        .hasMessageContaining("it belongs to linear, root, root-p, step, exponential")
        .hasMessageContaining("--curriculum-measure is 'accuracy'")
        .hasMessageContaining("Give one of: loss, token-accuracy.")
        .hasMessageContaining("--curriculum performance has no thresholds")
        .hasMessageContaining("--curriculum performance has no --difficulty");
    options.remove("curriculum-measure");
    options.put("promote-at", "2");
    options.put("demote-at", "1");
    assertThatThrownBy(() -> new TestContext(folder, "f").run(new PretrainJob(), options))
        .hasMessageContaining("--promote-at is 2.0 and --demote-at is 1.0");
    options.put("curriculum", "none");
    assertThatThrownBy(() -> new TestContext(folder, "f").run(new PretrainJob(), options))
        .hasMessageContaining("--promote-at was given without a curriculum");
  }

  /**
   * Of 8 steps all rows are allowed from the fifth on; a training that goes on is not sent back.
   */
  @Test
  void aTrainingThatGoesOnKeepsItsPlace() throws IOException {
    Map<String, String> options = pretrain();
    options.put("difficulty-score", "length");
    options.put("schedule", "constant");
    options.remove("curriculum-steps");
    JobOutcome half = new TestContext(folder, "half").run(new PretrainJob(), options);
    options.put("steps", "12");
    options.put("curriculum-steps", "4");
    TestContext whole = new TestContext(folder, "whole");
    JobOutcome expected = whole.run(new PretrainJob(), options);

    options.keySet().removeAll(List.of("config", "tokenizer", "curriculum-steps"));
    options.remove("start-competence");
    options.put("model", model(half).toString());
    options.put("resume", "true");
    TestContext going = new TestContext(folder, "going-on");
    JobOutcome outcome = going.run(new PretrainJob(), options);
    assertThat(digest(outcome)).isEqualTo(digest(expected));
    assertThat(places(going.consumed())).isEqualTo(places(whole.consumed()).subList(32, 48));
    assertThat(going.consumed()).allMatch(row -> row.<Double>getAs("competence") == 1);

    Map<String, String> other = new LinkedHashMap<>(options);
    other.put("curriculum-steps", "5");
    other.put("curriculum-direction", "hard-first");
    other.put("start-competence", "0.10");
    assertThatThrownBy(() -> new TestContext(folder, "g").run(new PretrainJob(), other))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("trained with --curriculum-steps 4, and 5 is given")
        .hasMessageContaining("trained with --curriculum-direction easy-first, and hard-first")
        .hasMessageNotContaining("--start-competence");
    other.put("curriculum", "root");
    assertThatThrownBy(() -> new TestContext(folder, "g").run(new PretrainJob(), other))
        .hasMessageContaining("trained with --curriculum linear, and root is given");
    options.put("difficulty-score", "rarity");
    assertThatThrownBy(() -> new TestContext(folder, "g").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the examples have other difficulties");
  }

  @Test
  void rowsWithTwoLevelsAreRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("twice.jsonl"),
            """
            {"prompt": "one", "answer": "two", "level": 1}
            {"prompt": "one", "answer": "two", "level": 5}
            {"prompt": "two", "answer": "two", "level": 5}
            {"prompt": "two", "answer": "two", "level": 5}
            """);
    Map<String, String> options =
        Map.of("input", file.toString(), "score", "level", "output", "levels_twice");
    assertThatThrownBy(() -> committed(options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has 2 values of --score level, from 1.0 to 5.0");
    assertThatThrownBy(
            () ->
                committed(
                    Map.of(
                        "input",
                        file.toString(),
                        "score",
                        "length",
                        "column",
                        "x",
                        "run",
                        "y",
                        "model",
                        "table:difficulty")))
        .hasMessageContaining("--column says nothing to --score length")
        .hasMessageContaining("--run says nothing to --score length")
        .hasMessageContaining("--model names a table");
    JobOutcome lengths =
        committed(Map.of("input", file.toString(), "score", "length", "output", "levels_twice"));
    assertThat(lengths.counts()).containsEntry("rows", 2L);
  }

  @Test
  void rowsWithoutADifficultyAreTold() throws IOException {
    Map<String, String> options = pretrain();
    assertThatThrownBy(() -> new TestContext(folder, "two").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has 4 scores")
        .hasMessageContaining("Give one of: compression, length, level, rarity.");
    options.put("difficulty-score", "length");
    options.put("data", SmallData.texts(folder, "others", 20).toString());
    assertThatThrownBy(() -> new TestContext(folder, "other").run(new PretrainJob(), options))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("has no difficulty in 'table:difficulty'");
    assertThatThrownBy(() -> committed(Map.of("input", texts.toString(), "score", "classifier")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has no column 'quality'");
  }

  /** Runs the job as the command line does, so that its rows are visible. */
  private static JobOutcome committed(Map<String, String> options) {
    return new TestContext(folder, "difficulty").commit(new DifficultyJob(), options);
  }

  private static ModelDigest digest(JobOutcome outcome) {
    return ModelDigest.of(model(outcome));
  }

  private static Map<String, String> pretrain() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    options.put("data", texts.toString());
    options.put("steps", "8");
    options.put("batch-size", "4");
    options.put("micro-batch-size", "1");
    options.put("max-length", "16");
    options.put("layout", "padded");
    options.put("checkpoint-every", "3");
    options.put("curriculum", "linear");
    options.put("curriculum-steps", "4");
    options.put("start-competence", "0.1");
    options.put("difficulty", "table:difficulty");
    return options;
  }
}
