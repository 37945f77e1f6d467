package dev.nightshift.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FederateJobTest {

  private static final List<String> WORDS =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  @TempDir Path folder;

  private Path speeches;
  private Path secret;

  @BeforeEach
  void write() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.config(folder);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      CounterRandom random = CounterRandom.of(21, "speeches", i);
      int from = random.nextInt(6);
      lines.add(
          "{\"speaker\": \"speaker-%d\", \"text\": \"%s\"}"
              .formatted(
                  i % 8, String.join(" ", WORDS.subList(from, from + 3 + random.nextInt(2)))));
    }
    speeches = Files.write(folder.resolve("speeches.jsonl"), lines);
    secret = Files.writeString(folder.resolve("secret"), "00112233445566778899aabbccddeeff");
  }

  private Map<String, String> options(String... more) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    options.put("data", speeches.toString());
    options.put("client-key", "speaker");
    options.put("rounds", "6");
    options.put("clients-per-round", "4");
    options.put("client-learning-rate", "0.5");
    options.put("checkpoint-every", "2");
    options.put("max-length", "16");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static JobOutcome run(TestContext context, Map<String, String> options) {
    FederateJob job = new FederateJob();
    return job.run(context, context.arguments(job, options));
  }

  private static ModelDigest digest(JobOutcome outcome) {
    return ModelDigest.of(Path.of(outcome.artifacts().get("model")));
  }

  private static Dataset<Row> table(TestContext context, String name) {
    return context.lake().ownRows(name, context.runId());
  }

  private List<String> rounds(TestContext context) {
    return table(context, "rounds").drop("run_id").orderBy("round").toJSON().collectAsList();
  }

  @Test
  void aModelIsTrainedByItsClients() {
    TestContext context = new TestContext(folder, "federate-1");
    JobOutcome outcome = run(context, options("rounds", "12", "evaluate-every", "6"));
    assertThat(outcome.counts())
        .containsEntry("clients", 8L)
        .containsEntry("rounds", 12L)
        .containsEntry("clients-trained", 48L)
        .containsEntry("clients-left-out", 0L);
    double before = outcome.values().get("before/validation/loss");
    assertThat(before).isCloseTo(Math.log(16), within(.6));
    assertThat(outcome.values().get("validation/loss")).isLessThan(.7 * before);

    List<Row> rows = table(context, "rounds").orderBy("round").collectAsList();
    assertThat(rows).hasSize(12);
    for (int i = 1; i < rows.size(); i++) {
      assertThat(rows.get(i).<String>getAs("state_before"))
          .isEqualTo(rows.get(i - 1).<String>getAs("state_after"));
    }
    assertThat(rows.get(0).<Object>getAs("epsilon")).isNull();
    assertThat(
            table(context, "metrics")
                .where("name = 'validation/loss'")
                .orderBy("step")
                .select("step")
                .collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(0L, 6L, 12L);
    assertThat(context.workFolder()).isEmptyDirectory();
    assertThat(Path.of(outcome.artifacts().get("model")).resolve("manifest.json")).exists();
  }

  @Test
  void neitherTasksNorAKillChangeABit() {
    Map<String, String> options = options("method", "scaffold", "client-learning-rate", "0.2");
    TestContext whole = new TestContext(folder, "federate-whole");
    options.put("partitions", "1");
    ModelDigest expected = digest(run(whole, options));
    options.put("partitions", "7");
    for (String kill : List.of("rounds/2", "metrics/4")) {
      String id = "federate-" + kill.replace("/", "-");
      boolean before = kill.startsWith("rounds");
      TestContext killed = new TestContext(folder, id);
      assertThatThrownBy(
              () ->
                  run(
                      before
                          ? killed.dyingBefore("rounds", 2)
                          : killed.dyingAfter(
                              kill.substring(0, kill.indexOf('/')),
                              Long.parseLong(kill.substring(kill.indexOf('/') + 1))),
                      options))
          .isInstanceOf(Killed.class);
      TestContext again = new TestContext(folder, id);
      Map<String, String> rerun = new LinkedHashMap<>(options);
      rerun.put("checkpoint-every", "3");
      assertThat(digest(run(again, rerun))).isEqualTo(expected);
      assertThat(rounds(again)).isEqualTo(rounds(whole));
    }
  }

  @Test
  void anAdapterIsFederatedInPlaceOfTheWeights() {
    JobOutcome outcome =
        run(
            new TestContext(folder, "federate-lora"),
            options("lora-rank", "2", "method", "fedadam", "client-learning-rate", "1"));
    assertThat(outcome.counts().get("parameters")).isLessThan(5_000);
    assertThat(outcome.values().get("validation/loss"))
        .isLessThan(outcome.values().get("before/validation/loss"));
    assertThat(Path.of(outcome.artifacts().get("model")).resolve("adapter")).isDirectory();
  }

  @Test
  void aSecureRunIsNearThePlainOneAndTellsOfNoClient() {
    Map<String, String> plain = options("rounds", "2", "method", "fedavg");
    JobOutcome clear = run(new TestContext(folder, "federate-clear"), plain);
    plain.putAll(Map.of("secure", "true", "secret-source", "file:" + secret, "secure-range", "16"));
    TestContext context = new TestContext(folder, "federate-secure");
    JobOutcome masked = run(context, plain);
    assertThat(masked.values().get("validation/loss"))
        .isCloseTo(clear.values().get("validation/loss"), within(1e-4));
    assertThat(rounds(context).toString()).doesNotContain("speaker-").doesNotContain("client-loss");
    assertThat(masked.values()).doesNotContainKey("client-loss").containsEntry("cut-share", 0.0);
  }

  @Test
  void clientsAloneAreMeasuredOnWhatIsHeldOutOfAll() {
    Map<String, String> options = options("local-epochs", "3");
    options.keySet().removeAll(List.of("rounds", "clients-per-round", "checkpoint-every"));
    List<JobOutcome> outcomes = new ArrayList<>();
    for (String partitions : List.of("1", "7")) {
      options.put("partitions", partitions);
      TestContext context = new TestContext(folder, "alone-" + partitions);
      FederateAloneJob job = new FederateAloneJob();
      outcomes.add(job.run(context, context.arguments(job, options)));
      assertThat(table(context, "metrics").count()).isEqualTo(8);
    }
    assertThat(outcomes.get(1)).isEqualTo(outcomes.get(0));
    assertThat(outcomes.get(0).counts()).containsEntry("clients", 8L);
    assertThat(outcomes.get(0).values().get("alone/validation/loss")).isLessThan(Math.log(16) + .3);
  }

  @Test
  void theBudgetIsAHardStop() throws IOException {
    Map<String, String> options =
        options(
            "privacy", "central",
            "secret-source", "file:" + secret,
            "noise-multiplier", "1",
            "clip-norm", "0.1",
            "epsilon", "6",
            "delta", "0.001",
            "rounds", "50");
    TestContext context = new TestContext(folder, "federate-private");
    JobOutcome outcome = run(context, options);
    long rounds = outcome.counts().get("rounds");
    assertThat(rounds).isBetween(1L, 49L);
    assertThat(outcome.values().get("epsilon")).isLessThanOrEqualTo(6);
    assertThat(context.lines())
        .anyMatch(
            line ->
                line.equals(
                    "the privacy budget of epsilon 6.0 at delta 0.001 is spent: training ends after"
                        + " round "
                        + rounds
                        + " of 50"));
    List<Row> rows = table(context, "rounds").orderBy("round").collectAsList();
    assertThat(rows).hasSize((int) rounds);
    for (int i = 1; i < rows.size(); i++) {
      assertThat(rows.get(i).<Double>getAs("epsilon"))
          .isGreaterThan(rows.get(i - 1).<Double>getAs("epsilon"));
    }
    // The same secret replays draws and noise, another does not.
    TestContext replay = new TestContext(folder.resolve("replay"), "federate-private");
    assertThat(digest(run(replay, options))).isEqualTo(digest(outcome));
    assertThat(rounds(replay)).isEqualTo(rounds(context));
    options.put(
        "secret-source", "file:" + Files.writeString(folder.resolve("other"), "f".repeat(32)));
    TestContext other = new TestContext(folder.resolve("other-lake"), "federate-private");
    assertThat(digest(run(other, options))).isNotEqualTo(digest(outcome));
  }

  @Test
  void localNoiseIsAccountedForByTheClientThatTookPartMost() {
    JobOutcome outcome =
        run(
            new TestContext(folder, "federate-local"),
            options(
                "privacy", "local",
                "secret-source", "file:" + secret,
                "epsilon", "8",
                "rounds", "3"));
    assertThat(outcome.values().get("epsilon")).isBetween(2.0, 8.0);
    assertThat(outcome.values().get("noise-multiplier")).isGreaterThan(1);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    Map<String, String> options =
        options("rounds", "0", "client-learning-rate", "0", "trimmed-share", "0.7");
    assertThatThrownBy(() -> run(new TestContext(folder, "faults"), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--rounds is 0")
        .hasMessageContaining("--client-learning-rate is 0")
        .hasMessageContaining("--trimmed-share is 0.7");
    assertThatThrownBy(
            () ->
                run(
                    new TestContext(folder, "together"),
                    options(
                        "secure",
                        "true",
                        "rule",
                        "krum",
                        "privacy",
                        "central",
                        "client-sampling",
                        "fixed")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--rule krum looks at single changes, which --secure hides")
        .hasMessageContaining("--rule krum has no known sensitivity")
        .hasMessageContaining("--privacy needs noise")
        .hasMessageContaining("masks and noise need a secret")
        .hasMessageContaining("krum against 1 false clients needs 2f + 3 = 5 clients");
    assertThatThrownBy(
            () -> run(new TestContext(folder, "column"), options("client-key", "person")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the data have no column 'person'; they have speaker, text");
    assertThatThrownBy(
            () -> run(new TestContext(folder, "many"), options("clients-per-round", "9")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("a round takes 9 clients, and there are 8");
  }
}
