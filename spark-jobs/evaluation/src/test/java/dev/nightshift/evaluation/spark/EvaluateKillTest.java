package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.evaluation.ChildEvaluation;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.lake.TableRef;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation that is killed with SIGKILL between its rounds, and run again. */
@Tag("large")
@Timeout(600)
class EvaluateKillTest {

  private static final int ITEMS = 1200;

  @TempDir private Path folder;
  private Path model;

  private Process start(String lake) throws IOException {
    return ChildEvaluation.start(
        log(lake),
        folder.resolve(lake).toString(),
        "model",
        model.toString(),
        "task-folder",
        folder.resolve("tasks").toString(),
        "data",
        folder.resolve("data").toString(),
        "tasks",
        "more");
  }

  private File log(String lake) {
    return folder.resolve(lake + ".log").toFile();
  }

  /** The rounds that it kept, until it was committed. */
  private Map<String, FileTime> complete(String lake) throws Exception {
    Process child = start(lake);
    Map<String, FileTime> rounds = new TreeMap<>();
    for (int i = 0; i < 240 * 50 && !child.waitFor(20, TimeUnit.MILLISECONDS); i++) {
      rounds.putAll(rounds(lake));
    }
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitValue()).as(Files.readString(log(lake).toPath())).isZero();
    assertThat(rounds(lake)).isEmpty();
    return rounds;
  }

  /** The rounds whose answers a run has kept, with the time at which they were. */
  private Map<String, FileTime> rounds(String lake) throws IOException {
    Map<String, FileTime> rounds = new TreeMap<>();
    Path root = folder.resolve(lake);
    if (!Files.isDirectory(root.resolve("work"))) {
      return rounds;
    }
    try (Stream<Path> files = Files.walk(root.resolve("work"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getParent().endsWith("answers") && file.toString().endsWith(".json")) {
          rounds.put(file.toString(), Files.getLastModifiedTime(file));
        }
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      // The run was committed meanwhile.
    }
    return rounds;
  }

  private List<String> rows(String lake, String table) {
    return new TestLake(folder.resolve(lake))
        .lake().read(TableRef.parse(table)).drop("run_id").collectAsList().stream()
            .map(Row::toString)
            .sorted()
            .toList();
  }

  @Test
  void aKilledEvaluationRepeatsNothingAndEndsLikeOneThatWasNot() throws Exception {
    model = TinyModel.write(folder.resolve("model"), 3);
    Files.createDirectories(folder.resolve("tasks"));
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("tasks/more.yaml"),
        """
        task: more
        dataset_path: json
        dataset_kwargs: {data_files: {test: items.jsonl}}
        test_split: test
        doc_to_text: "{{q}}"
        doc_to_choice: ["yes", "no", "not at all"]
        doc_to_target: label
        output_type: multiple_choice
        metric_list: [{metric: acc}, {metric: brier_score}]
        """);
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < ITEMS; i++) {
      items.append("{\"q\": \"Is " + i * 7 + " more than 900?\", \"label\": " + i % 3 + "}\n");
    }
    Files.writeString(folder.resolve("data/items.jsonl"), items);

    Process child = start("killed");
    while (child.isAlive() && rounds("killed").isEmpty()) {
      child.waitFor(20, TimeUnit.MILLISECONDS);
    }
    assertThat(child.isAlive()).as(Files.readString(log("killed").toPath())).isTrue();
    child.destroyForcibly().waitFor();
    assertThat(child.exitValue()).isEqualTo(137);
    Map<String, FileTime> before = rounds("killed");
    assertThat(before).hasSizeBetween(1, ITEMS / TaskRun.ROUND);

    Map<String, FileTime> after = complete("killed");
    complete("whole");

    assertThat(after).hasSize((ITEMS + TaskRun.ROUND - 1) / TaskRun.ROUND);
    assertThat(after).containsAllEntriesOf(before);
    assertThat(rows("killed", "samples")).hasSize(ITEMS).isEqualTo(rows("whole", "samples"));
    assertThat(rows("killed", "results")).hasSize(2).isEqualTo(rows("whole", "results"));
  }
}
