package dev.nightshift.training.spark.difficulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.DifficultyManifest;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier of difficulty: learnt from levels, stored, and used as a score. */
class TrainDifficultyJobTest {

  @TempDir static Path folder;

  /** Sums of small terms are level 1, of large ones level 3, as long as each other. */
  private static List<String> sums() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      boolean hard = i % 2 == 0;
      lines.add(
          "{\"problem\": \"%s %c and %c\", \"level\": \"Level %d\"}"
              .formatted(
                  hard ? "integrate" : "summarise", 'a' + i % 25, 'a' + i / 25, hard ? 3 : 1));
    }
    return lines;
  }

  @Test
  void levelsAreLearntStoredAndTold() throws IOException {
    Path data = Files.write(folder.resolve("sums.jsonl"), sums());
    Path model = folder.resolve("classifier");
    JobOutcome outcome = train(data, model);
    // One word tells the level; half of the texts have either.
    assertThat(outcome.values().get("accuracy")).isEqualTo(1);
    assertThat(outcome.values().get("majority-accuracy")).isBetween(.2, .8);
    assertThat(outcome.values().get("majority-mean-absolute-error"))
        .isCloseTo(2 * (1 - outcome.values().get("majority-accuracy")), within(1e-12));
    assertThat(outcome.values()).containsKeys("spearman", "length-accuracy");
    assertThat(outcome.counts().get("trained") + outcome.counts().get("held-out")).isEqualTo(200);
    DifficultyManifest manifest = DifficultyManifest.read(model);
    assertThat(manifest.levels()).containsExactly(1.0, 3.0);
    assertThat(manifest.digest()).hasSize(64);

    // The same rows in seven files, backwards: the same weights, to the last bit.
    Path parts = Files.createDirectories(folder.resolve("parts"));
    List<String> lines = sums();
    for (int part = 0; part < 7; part++) {
      List<String> own = new ArrayList<>();
      for (int i = lines.size() - 1 - part; i >= 0; i -= 7) {
        own.add(lines.get(i));
      }
      Files.write(parts.resolve("part-" + part + ".jsonl"), own);
    }
    train(parts, folder.resolve("again"));
    assertThat(DifficultyManifest.read(folder.resolve("again")).digest())
        .isEqualTo(manifest.digest());

    new TestContext(folder, "score")
        .commit(
            new DifficultyJob(),
            Map.of(
                "input",
                parts.toString(),
                "score",
                "classifier",
                "model",
                model.toString(),
                "text-field",
                "problem",
                "output",
                "learnt"));
    List<Row> told =
        new TestContext(folder, "reader").lake().read(TableRef.parse("learnt")).collectAsList();
    assertThat(told).hasSize(200);
    assertThat(told)
        .allMatch(
            row -> row.<Double>getAs("difficulty") >= 1 && row.<Double>getAs("difficulty") <= 3)
        .allMatch(row -> row.<String>getAs("settings").equals("model " + manifest.digest()));
    assertThat(told.stream().filter(row -> row.<Double>getAs("difficulty") > 2)).hasSize(100);

    assertThatThrownBy(
            () ->
                new TestContext(folder, "again")
                    .run(
                        new TrainDifficultyJob(),
                        Map.of("data", data.toString(), "output", model.toString())))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the output exists and is not of this run");
    assertThatThrownBy(
            () ->
                new TestContext(folder, "few")
                    .run(
                        new TrainDifficultyJob(),
                        Map.of(
                            "data",
                            Files.writeString(
                                    folder.resolve("one.jsonl"),
                                    "{\"text\": \"a\", \"level\": 1}\n")
                                .toString(),
                            "output",
                            folder.resolve("none").toString())))
        .hasMessageContaining("the texts have 1 level")
        .hasMessageContaining("of 10 needed");
  }

  private static JobOutcome train(Path data, Path output) {
    return new TestContext(folder, "train-" + output.getFileName())
        .commit(
            new TrainDifficultyJob(),
            Map.of(
                "data",
                data.toString(),
                "text-field",
                "problem",
                "holdout",
                ".2",
                "output",
                output.toString()));
  }

  /**
   * On problems of MATH with their levels 1 to 5 it beats the most frequent level, and the length.
   */
  @Test
  void levelsOfMathAreLearntBetterThanFromTheirLength() {
    Path data =
        Path.of(System.getProperty("nightshift.root", "../.."))
            .resolve("../shared/data/math/test.jsonl")
            .normalize();
    Assumptions.assumeTrue(Files.exists(data), () -> "no shared test data: " + data);
    Map<String, Double> values = train(data, folder.resolve("math")).values();
    assertThat(values.get("accuracy")).isGreaterThan(values.get("majority-accuracy"));
    assertThat(values.get("mean-absolute-error"))
        .isLessThan(values.get("length-mean-absolute-error"))
        .isLessThan(values.get("majority-mean-absolute-error"));
    assertThat(values.get("spearman")).isGreaterThan(values.get("length-spearman"));
  }

  /** A text is on one side only; one with two levels on none. */
  @Test
  void textsAreDividedByTheirDigest() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(org.apache.spark.sql.RowFactory.create("text " + i % 50, "Level " + (i % 50 % 5)));
    }
    rows.add(org.apache.spark.sql.RowFactory.create("text 7", "4"));
    LevelledTexts texts = LevelledTexts.of(rows, .3);
    assertThat(texts.contradictory()).isEqualTo(1);
    assertThat(texts.trained().size() + texts.heldOut().size()).isEqualTo(49);
    assertThat(texts.heldOut().size()).isBetween(5, 25);
    Set<String> both =
        texts.trained().stream().map(LevelledTexts.Levelled::text).collect(Collectors.toSet());
    both.retainAll(
        new HashSet<>(texts.heldOut().stream().map(LevelledTexts.Levelled::text).toList()));
    assertThat(both).isEmpty();
    Dataset<Row> one = LevelledTexts.rows(TestSpark.session(), texts.trained(), texts.levels());
    assertThat(one.rdd().getNumPartitions()).isEqualTo(1);
  }
}
