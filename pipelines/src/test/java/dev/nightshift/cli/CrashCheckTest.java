package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nightshift.pipelines.testing.ChildProcess;
import dev.nightshift.pipelines.testing.SharedSpark;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo, small, once as a whole and once killed again and again (SIGKILL) in the middle of its
 * work: both lakes must hold the same. docs/reproducibility.md tells of it.
 */
@Tag("large")
@Timeout(3600)
class CrashCheckTest {

  private static final int STEPS = 120;
  private static final int AMID = 25;
  private static final int RANDOM_KILLS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Pattern TRAINED = Pattern.compile("training: (\\d+) of (\\d+) steps");

  /** Columns that tell where and when, not what. */
  private static final List<String> OF_THE_RUN =
      List.of(
          "run_id",
          "path",
          "file",
          "ingested_at",
          "made_at",
          "started_at",
          "finished_at",
          "report",
          "parameters",
          "inputs",
          "outputs",
          "artifacts",
          "fingerprint",
          "values",
          "code_version");

  @TempDir private Path folder;

  private final List<String> more = new ArrayList<>();

  private ChildProcess demo(Path lake) throws IOException {
    List<String> words = new ArrayList<>(List.of("demo", "--lake", lake.toString()));
    words.addAll(more);
    Map<String, String> sets =
        Map.of(
            "steps", String.valueOf(STEPS),
            "documents", "1000",
            "pairs", "200",
            "required", "0.0",
            // A gate that asks for more than a short training gives would only end the loop early.
            "steps.gate.require", "arithmetic.exact_match[strict-match] >= 0",
            "steps.pretrain.checkpoint-every", "10",
            "steps.dpo.checkpoint-every", "3",
            "steps.evaluate-untrained.limit", "8",
            "steps.evaluate-pretrained.limit", "8",
            "steps.evaluate-dpo.limit", "8");
    sets.forEach((path, value) -> words.addAll(List.of("--set", path + "=" + value)));
    return ChildProcess.start(folder, words.toArray(String[]::new));
  }

  private void complete(Path lake) throws Exception {
    try (ChildProcess child = demo(lake)) {
      assertThat(child.exitCode((int) PATIENCE.toSeconds())).as(child.output()).isZero();
    }
  }

  /** Whether the condition came true, and not the end before it. */
  private boolean killed(Path lake, String moment, Callable<Boolean> when, ChildProcess child)
      throws Exception {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !child.isAlive() || when.call());
    boolean alive = child.isAlive();
    if (alive) {
      child.signal("KILL");
      assertThat(child.exitCode(60)).isEqualTo(137);
      String last = child.output().lines().reduce("", (a, b) -> b);
      System.out.println("killed at " + moment + ", " + files(lake) + " files, after: " + last);
    }
    return alive;
  }

  private static boolean trained(ChildProcess child, int steps, int least) {
    return TRAINED
        .matcher(child.output())
        .results()
        .anyMatch(line -> number(line, 2) == steps && number(line, 1) >= least);
  }

  private static int number(MatchResult line, int group) {
    return Integer.parseInt(line.group(group));
  }

  private static long files(Path lake) throws IOException {
    if (!Files.exists(lake)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(lake)) {
      return all.filter(Files::isRegularFile).count();
    } catch (java.io.UncheckedIOException e) {
      // A folder went while it was walked through.
      return 0;
    }
  }

  @Test
  void aDemoThatIsKilledAgainAndAgainEndsLikeOneThatIsNot() throws Exception {
    Path whole = folder.resolve("whole");
    complete(whole);
    long most = files(whole);
    // Spark averages the quality network in the order in which its shards end: two trainings of it
    // agree within rounding only. The promise holds for given weights, so both use the first one's.
    more.addAll(List.of("--set", "steps.curate.quality-model=" + qualityModel(whole)));

    Path killed = folder.resolve("killed");
    // In the middle of a training, past its first checkpoints.
    try (ChildProcess child = demo(killed)) {
      assertThat(killed(killed, "step " + AMID, () -> trained(child, STEPS, AMID), child))
          .as(child.output())
          .isTrue();
    }
    for (int i = 0; i < RANDOM_KILLS; i++) {
      // The lake's own growth is the clock: kills fall between the files of a commit, too.
      long now = files(killed);
      int left = Math.toIntExact(Math.max(1, most - now));
      long moment = now + 1 + CounterRandom.of(3, "kill", i).nextInt(left);
      try (ChildProcess child = demo(killed)) {
        killed(killed, moment + " files", () -> files(killed) >= moment, child);
      }
    }
    complete(killed);
    Map<String, List<String>> expected = contents(whole);
    Map<String, List<String>> seen = contents(killed);
    expected.forEach((table, rows) -> System.out.println(table + ": " + rows.size() + " rows"));
    expected.getOrDefault("models", List.of()).forEach(System.out::println);
    assertThat(seen.keySet()).isEqualTo(expected.keySet());
    SoftAssertions all = new SoftAssertions();
    expected.forEach(
        (table, rows) -> {
          List<String> others = seen.getOrDefault(table, List.of());
          List<String> missing = new ArrayList<>(rows);
          others.forEach(missing::remove);
          all.assertThat(others).as(table).hasSameSizeAs(rows);
          all.assertThat(missing.stream().limit(3)).as(table).isEmpty();
        });
    all.assertAll();
  }

  /** A column whose values print what they hold. */
  private static Column readable(StructField field) {
    Column column = functions.col(field.name());
    return field.dataType().equals(DataTypes.BinaryType)
        ? functions.hex(column).as(field.name())
        : column;
  }

  private static String qualityModel(Path folder) {
    Lake lake = Lake.open(SharedSpark.session(), folder.toString());
    return lake.read(TableRef.parse("models")).where("stage = 'quality'").first().getAs("path");
  }

  /** The committed rows of each table, without what tells of the run, in a stable order. */
  private static Map<String, List<String>> contents(Path folder) {
    Lake lake = Lake.open(SharedSpark.session(), folder.toString());
    Map<String, List<String>> contents = new TreeMap<>();
    for (String table : lake.names()) {
      Dataset<Row> rows = lake.read(TableRef.parse(table));
      Column[] columns =
          Arrays.stream(rows.schema().fields())
              .filter(field -> !OF_THE_RUN.contains(field.name()))
              .map(CrashCheckTest::readable)
              .toArray(Column[]::new);
      Dataset<Row> wanted = rows.select(columns);
      if (table.equals("metrics")) {
        wanted = rows.where("run_id NOT LIKE 'train-quality-%'").select(columns);
      } else if (table.equals("models")) {
        wanted = wanted.where("stage <> 'quality'");
      }
      contents.put(table, wanted.collectAsList().stream().map(Row::toString).sorted().toList());
    }
    return contents;
  }
}
