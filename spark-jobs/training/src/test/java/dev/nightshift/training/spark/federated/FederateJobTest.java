package dev.nightshift.training.spark.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.federated.HeldBytes;
import dev.nightshift.training.federated.SmallProblem;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.spark.SmallData;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FederateJobTest {

  private static final List<String> WORDS =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  @TempDir static Path folder;

  private static Path speeches;
  private static Path secret;

  @BeforeAll
  static void write() throws IOException {
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

  private static Map<String, String> options(String... more) {
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

  /** Options of a run with masks and noise. */
  private static Map<String, String> hidden(Path secret, String... more) {
    Map<String, String> options = options(more);
    options.putAll(
        Map.of(
            "secure", "true",
            "privacy", "central",
            "client-sampling", "fixed",
            "held-out-share", "0",
            "secret-source", "file:" + secret,
            "clip-norm", "0.5",
            "noise-multiplier", "1"));
    return options;
  }

  private static JobOutcome run(TestContext context, Map<String, String> options) {
    return context.run(new FederateJob(), options);
  }

  private static ModelDigest digest(JobOutcome outcome) {
    return ModelDigest.of(TestContext.model(outcome));
  }

  private static List<String> rounds(TestContext context) {
    return context.rows("rounds").drop("run_id").orderBy("round").toJSON().collectAsList();
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

    List<Row> rows = context.rows("rounds").orderBy("round").collectAsList();
    assertThat(rows).hasSize(12);
    for (int i = 1; i < rows.size(); i++) {
      assertThat(rows.get(i).<String>getAs("state_before"))
          .isEqualTo(rows.get(i - 1).<String>getAs("state_after"));
    }
    assertThat(rows.get(0).<Object>getAs("epsilon")).isNull();
    assertThat(context.metrics().get("validation/loss")).containsOnlyKeys(0L, 6L, 12L);
    assertThat(context.workFolder()).isEmptyDirectory();
    assertThat(TestContext.model(outcome).resolve("manifest.json")).exists();
  }

  @Test
  void neitherTasksNorAKillChangeABit() throws IOException {
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
      if (!before) {
        // A state behind the last checkpoint is of an attempt that is over.
        Path stale = folder.resolve("work").resolve(id).resolve("state/3/weights.f32");
        assertThat(stale).exists();
        Files.write(stale, new byte[16]);
      }
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
    assertThat(TestContext.model(outcome).resolve("adapter")).isDirectory();
  }

  /** Adapters and control variates of clients too: what the server and the clients remember. */
  @Test
  void moreRoundsGoOnAfterAnEarlierRunToTheSameBits() {
    Map<String, String> options =
        options("method", "scaffold", "lora-rank", "2", "client-learning-rate", "0.2");
    options.put("rounds", "2");
    new TestContext(folder, "earlier").commit(new FederateJob(), options);
    options.put("rounds", "4");
    options.put("checkpoint-every", "3");
    TestContext whole = new TestContext(folder, "federate-four");
    JobOutcome expected = run(whole, options);

    options.put("resume", "true");
    TestContext dying = new TestContext(folder, "federate-on").dyingBefore("rounds", 2);
    assertThatThrownBy(() -> run(dying, options)).isInstanceOf(Killed.class);
    TestContext again = new TestContext(folder, "federate-on");
    JobOutcome resumed = run(again, options);
    assertThat(again.lines())
        .anyMatch(line -> line.startsWith("rounds 1 to 2 are taken over from run federate-"));
    assertThat(digest(resumed)).isEqualTo(digest(expected));
    assertThat(resumed.values()).isEqualTo(expected.values());
    assertThat(resumed.counts()).isEqualTo(expected.counts());
    assertThat(rounds(again)).hasSize(4).isEqualTo(rounds(whole));
    assertThat(again.metrics()).isEqualTo(whole.metrics());

    options.put("client-learning-rate", "0.1");
    options.put("rounds", "2");
    TestContext other = new TestContext(folder, "federate-other");
    assertThat(run(other, options).counts()).containsEntry("rounds", 2L);
    assertThat(other.lines())
        .contains("no earlier run differs in --rounds alone: training starts with round 1");
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
  void aHiddenRunThatIsKilledGoesOnToTheSameBits() {
    Map<String, String> options = hidden(secret, "rounds", "4");
    TestContext whole = new TestContext(folder, "hidden-whole");
    ModelDigest expected = digest(run(whole, options));
    assertThatThrownBy(
            () -> run(new TestContext(folder, "hidden-killed").dyingBefore("rounds", 4), options))
        .isInstanceOf(Killed.class);
    TestContext again = new TestContext(folder, "hidden-killed");
    assertThat(digest(run(again, options))).isEqualTo(expected);
    assertThat(rounds(again)).hasSize(4).isEqualTo(rounds(whole));
  }

  @Test
  void theDriverHoldsNoSecretOfTheClients() {
    TestContext context = new TestContext(folder, "federate-holds");
    JobArguments arguments =
        context.arguments(
            new FederateJob(), options("secure", "true", "secret-source", "file:" + secret));
    FederateRequest request = new FederateRequest(arguments);
    FederatedSetup setup =
        FederatedRun.setup(
            context,
            new FederatedJob.Rounds(
                request,
                RequestDigest.of(new FederateJob(), context, arguments),
                SmallProblem.program(),
                List.of("a", "b", "c", "d")));
    SecretSeed root = new SecretSource("file:" + secret).open();
    String identity = setup.identity("state");
    List<byte[]> secrets =
        List.of(
            "00112233445566778899aabbccddeeff".getBytes(StandardCharsets.UTF_8),
            root.derive("clients of " + identity),
            root.ofClients(identity).derive("mask key", 1, 0));
    List<Object> driver = List.of(request, setup, new FederatedSpending(setup));
    assertThat(setup.secret()).isNotNull();
    HeldBytes.requireNone(driver, secrets);
    HeldBytes.requireNone(List.of(setup.secret()), secrets);
    assertThatThrownBy(() -> HeldBytes.requireNone(List.of(root), secrets))
        .isInstanceOf(AssertionError.class);
  }

  /** Round 3 from the state after round 2, round 2 from the initial weights. */
  @Test
  void aRoundIsComputedAgainFromTheLake() throws IOException {
    Map<String, String> options =
        options("method", "scaffold", "client-learning-rate", "0.2", "rounds", "4");
    options.put("keep-rounds", "0");
    Path output = folder.resolve("replayed");
    options.put("output", output.toString());
    new TestContext(folder, "replayed-run").commit(new FederateJob(), options);
    Map<String, String> replay = new LinkedHashMap<>(Map.of("model", output.toString()));
    replay.put("round", "3");
    TestContext third = new TestContext(folder, "replay-3");
    assertThat(third.run(new ReplayRoundJob(), replay).counts())
        .isEqualTo(Map.of("round", 3L, "rounds-computed", 1L));
    assertThat(third.lines())
        .anyMatch(line -> line.matches("round 3 of run federate-.* is equal: state_after is .*"));
    replay.put("round", "2");
    replay.put("partitions", "1");
    assertThat(new TestContext(folder, "replay-2").run(new ReplayRoundJob(), replay).counts())
        .containsEntry("rounds-computed", 2L);
    replay.put("round", "5");
    assertThatThrownBy(() -> new TestContext(folder, "replay-5").run(new ReplayRoundJob(), replay))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has the rounds 1 to 4, and none 5");
    // A state that is not what the run had.
    replay.put("round", "3");
    Path weights =
        EarlierRun.stateOf(output).resolve("rounds/step-0000000002").resolve("weights.f32");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[0] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> new TestContext(folder, "replay-x").run(new ReplayRoundJob(), replay))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("the state before round 3 is");
  }

  /** Draws, noise and masks follow from the secret; so do those of a round that is done again. */
  @Test
  void aHiddenRoundIsComputedAgainWithItsSecretAlone() throws IOException {
    Path place = Files.writeString(folder.resolve("replayed-secret"), "1".repeat(32));
    Path output = folder.resolve("replayed-hidden");
    Map<String, String> options = hidden(place, "rounds", "3", "output", output.toString());
    TestContext context = new TestContext(folder, "replayed-hidden-run");
    JobOutcome outcome = context.commit(new FederateJob(), options);
    Map<String, String> replay = Map.of("model", output.toString(), "round", "3");
    assertThat(new TestContext(folder, "replay-h").run(new ReplayRoundJob(), replay).counts())
        .containsEntry("rounds-computed", 3L);
    // As with --force: the same clients are in each sum, or nothing is unmasked.
    options.remove("output");
    assertThat(digest(run(new TestContext(folder, "hidden-forced"), options)))
        .isEqualTo(digest(outcome));
    Files.writeString(place, "2".repeat(32));
    assertThatThrownBy(() -> run(new TestContext(folder, "hidden-forced-2"), options))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("round 1 was unmasked before");
    assertThatThrownBy(() -> new TestContext(folder, "replay-i").run(new ReplayRoundJob(), replay))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("round 1 was unmasked before");
  }

  /** Rows of nobody, and those that teach nothing, are counted and refused. */
  @Test
  void rowsWithoutAClientAreRefused() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(speeches));
    lines.add("{\"speaker\": null, \"text\": \"one two three\"}");
    lines.add("{\"speaker\": \" \", \"text\": \"one two three\"}");
    lines.add("{\"speaker\": \"Ann\", \"text\": null}");
    lines.add("{\"speaker\": \"Ann\", \"text\": \"breaks off");
    Path some = Files.write(folder.resolve("keyless.jsonl"), lines);
    TestContext context = new TestContext(folder, "federate-keyless");
    Path held =
        Files.writeString(
            folder.resolve("public.jsonl"),
            "{\"text\": \"one two three\"}\n{\"title\": \"none\"}\n");
    JobOutcome outcome =
        run(
            context,
            options("data", some.toString(), "rounds", "1", "validation", held.toString()));
    assertThat(outcome.counts())
        .containsEntry("rows-without-client", 2L)
        .containsEntry("rejected/no-value", 1L)
        .containsEntry("rejected/malformed-line", 1L)
        .containsEntry("validation-rejected/no-value", 1L)
        .containsEntry("clients", 8L);
    Row reject = context.rows("rejects").where("reason = 'no-client'").first();
    assertThat(reject.<String>getAs("file")).endsWith("keyless.jsonl");
    assertThat(reject.<String>getAs("detail")).isEqualTo("column 'speaker' has no value");
  }

  /** At such a rate no change is finite. */
  @Test
  void aTrainingThatLearnsNothingStops() {
    assertThatThrownBy(
            () ->
                run(
                    new TestContext(folder, "federate-idle"),
                    options("client-learning-rate", "1e38", "clients-per-round", "8")))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no client had a part in the last 3 rounds; of round 3:")
        .hasMessageContaining("{not-finite=8}")
        .hasMessageContaining("Lower --client-learning-rate or set --clip");
  }

  @Test
  void clientsAloneAreMeasuredOnWhatIsHeldOutOfAll() {
    Map<String, String> options = options("local-epochs", "3");
    options.keySet().removeAll(List.of("rounds", "clients-per-round", "checkpoint-every"));
    List<JobOutcome> outcomes = new ArrayList<>();
    for (String partitions : List.of("1", "7")) {
      options.put("partitions", partitions);
      TestContext context = new TestContext(folder, "alone-" + partitions);
      outcomes.add(context.run(new FederateAloneJob(), options));
      assertThat(context.rows("metrics").count()).isEqualTo(8);
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
            "held-out-share", "0",
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
    List<Row> rows = context.rows("rounds").orderBy("round").collectAsList();
    assertThat(rows).hasSize((int) rounds);
    for (int i = 1; i < rows.size(); i++) {
      assertThat(rows.get(i).<Double>getAs("epsilon"))
          .isGreaterThan(rows.get(i - 1).<Double>getAs("epsilon"));
    }
    // What noise does not cover is not told.
    for (String column : List.of("sampled", "taken_part", "left_out")) {
      assertThat(rows.get(0).<Object>getAs(column)).as(column).isNull();
    }
    assertThat(rows.get(0).getJavaMap(rows.get(0).fieldIndex("values")))
        .containsOnlyKeys("change-norm");
    assertThat(outcome.counts()).containsOnlyKeys("clients", "parameters", "rounds");
    // The same secret replays draws and noise, whatever the run is called; another does not.
    TestContext replay = new TestContext(folder.resolve("replay"), "federate-private-again");
    assertThat(digest(run(replay, options))).isEqualTo(digest(outcome));
    assertThat(rounds(replay)).isEqualTo(rounds(context));
    options.put(
        "secret-source", "file:" + Files.writeString(folder.resolve("other"), "f".repeat(32)));
    options.put("rounds", "1");
    TestContext other = new TestContext(folder.resolve("other-lake"), "federate-private");
    run(other, options);
    assertThat(other.rows("rounds").first().<String>getAs("state_after"))
        .isNotEqualTo(rows.get(0).<String>getAs("state_after"));
  }

  @Test
  void localNoiseIsAccountedForByTheClientThatTookPartMost() {
    JobOutcome outcome =
        run(
            new TestContext(folder, "federate-local"),
            options(
                "privacy", "local",
                "held-out-share", "0",
                "secret-source", "file:" + secret,
                "epsilon", "8",
                "rounds", "3"));
    // All that is allowed, for the client that took part most: noise is not for all rounds.
    assertThat(outcome.values().get("epsilon")).isBetween(7.99, 8.0);
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
    // What goes against each other is told beside what is wrong by itself.
    assertThatThrownBy(
            () ->
                run(
                    new TestContext(folder, "both"),
                    options(
                        "rounds", "0",
                        "method", "scaffold",
                        "weighting", "examples",
                        "proximal-mu", "0.1",
                        "clip-norm", "1",
                        "clients-per-round", "0",
                        "micro-batch-size", "8")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--rounds is 0")
        .hasMessageContaining("--clients-per-round is 0")
        .hasMessageContaining("--micro-batch-size 8 is greater than --batch-size 4")
        .hasMessageContaining("scaffold weighs all clients alike, and --weighting is examples")
        .hasMessageContaining("--proximal-mu was given with --method scaffold")
        .hasMessageContaining("--clip-norm was given without --privacy");
    assertThatThrownBy(
            () ->
                run(
                    new TestContext(folder, "alone"),
                    options(
                        "clients-per-round", "2",
                        "secure", "true",
                        "secret-source", "file:/nowhere",
                        "privacy", "local",
                        "noise-multiplier", "1")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--clients-per-round is 2: the sum of one client is its change")
        .hasMessageContaining("no secret is at 'file:/nowhere'")
        .hasMessageContaining("--secure-range 4.0 cuts local noise of deviation 1.000")
        .hasMessageContaining("Give at least 7.000")
        .hasMessageContaining("Give --validation with rows that are public, or --held-out-share 0");
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
                        "fixed",
                        "resume",
                        "true")))
        .isInstanceOfSatisfying(
            RequestException.class, refused -> assertThat(refused.exitCode().code()).isEqualTo(2))
        .hasMessageContaining("--rule krum looks at single changes, which --secure hides")
        .hasMessageContaining("--rule krum has no known sensitivity")
        .hasMessageContaining("--privacy needs noise")
        .hasMessageContaining("--resume takes over rounds of another run, and masks and noise")
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
