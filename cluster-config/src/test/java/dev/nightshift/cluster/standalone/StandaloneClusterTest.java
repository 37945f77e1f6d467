package dev.nightshift.cluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRegistry;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on a real cluster of one worker: a master, a worker, the two executors that it starts
 * and {@code spark-submit}, each a JVM of its own, with the settings of the standalone profile.
 */
class StandaloneClusterTest {

  private static final Path ROOT = Path.of(System.getProperty("nightshift.root"));
  private static final Pattern NEVER = Pattern.compile("(?!)()");

  private static final String MODEL =
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
       "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
       "num_attention_heads": 4, "num_key_value_heads": 4, "max_position_embeddings": 64,
       "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "tie_word_embeddings": true,
       "vocab_size": 300}
      """;

  /** Seven micro-batches of a step make a tree that two workers share unevenly. */
  private static final Map<String, String> TRAINING =
      Map.of(
          "steps", "4",
          "batch-size", "7",
          "micro-batch-size", "1",
          "max-length", "32",
          "learning-rate", "0.01",
          "checkpoint-every", "2");

  private static final String PIPELINE =
      """
      name: small
      parameters:
        documents: {doc: The files.}
        model: {doc: The configuration.}
      steps:
        - name: documents
          job: ingest
          with: {input: "${parameters.documents}", table: documents}
        - name: tokenizer
          job: train-tokenizer
          with:
            input: ${steps.documents.outputs.documents}
            vocab-size: 300
            output: ${lake}/tokenizer
        - name: pretrain
          job: pretrain
          with:
            config: ${parameters.model}
            tokenizer: ${steps.tokenizer.artifacts.tokenizer}
            data: ${steps.documents.outputs.documents}
            workers: 2
            threads: 1
      """
          + TRAINING.entrySet().stream()
              .map(e -> "      " + e.getKey() + ": " + e.getValue() + "\n")
              .collect(Collectors.joining());

  private static final Progress NO_PROGRESS =
      new Progress() {
        @Override
        public Task start(String name, String unit, long total) {
          return new Task() {
            @Override
            public void at(long done, String note) {}

            @Override
            public void close() {}
          };
        }

        @Override
        public void line(String text) {}
      };

  @TempDir static Path folder;

  private static SparkHome home;
  private static SparkProcess master;
  private static SparkProcess worker;
  private static String url;

  @BeforeAll
  static void startTheCluster() throws Exception {
    Assumptions.assumeTrue(
        SparkHome.canBeMade(ROOT),
        "the program is not packaged: this test runs in mvn verify, not in mvn test");
    home = SparkHome.make(ROOT, folder.resolve("spark"));
    master =
        SparkProcess.start(
            home,
            folder,
            Pattern.compile("Starting Spark master at (spark://\\S+)"),
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    url = master.ready();
    worker =
        SparkProcess.start(
            home,
            folder,
            Pattern.compile("Successfully registered with master (\\S+)"),
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "2",
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve("work").toString(),
            url);
    worker.ready();
  }

  @AfterAll
  static void endAllProcesses() {
    for (SparkProcess process : new SparkProcess[] {worker, master}) {
      if (process != null) {
        process.close();
      }
    }
  }

  @Test
  void aSubmittedPipelineRunsInExecutorsAndTrainsTheModelOfOneWorker() throws Exception {
    Path incoming = Files.createDirectories(folder.resolve("incoming"));
    for (int file = 0; file < 3; file++) {
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        rows.append("{\"text\": \"text ").append(file).append(' ').append(i).append("\"}\n");
      }
      Files.writeString(incoming.resolve("part-" + file + ".jsonl"), rows);
    }
    Path config = Files.writeString(folder.resolve("config.json"), MODEL);
    Path pipeline = Files.writeString(folder.resolve("small.yaml"), PIPELINE);
    Path lake = folder.resolve("lake");
    Path events = Files.createDirectories(folder.resolve("events"));
    try (SparkProcess submit =
        submit(
            events,
            List.of("run", pipeline.toString(), "--lake", lake.toString(), "--seed", "5"),
            Map.of("documents", incoming.toString(), "model", config.toString()))) {
      assertThat(submit.exitCode()).as(submit.output()).isZero();
    }
    Events seen = Events.read(events);
    assertThat(seen.executorsOfTasks()).isNotEmpty().doesNotContain("driver");
    // The measurement before the first step and two segments, each a stage of two tasks in two
    // JVMs.
    assertThat(seen.executorsOfBarrierStages())
        .hasSize(3)
        .allSatisfy(executors -> assertThat(executors).hasSize(2).doesNotHaveDuplicates());
    assertThat(executorLog())
        .contains("Connecting to worker spark://Worker@127.0.0.1:")
        .contains("Finished task");
    try (SparkSession spark = SparkSessions.local("local[2]", Map.of())) {
      Lake read = Lake.open(spark, lake.toString());
      assertThat(read.read(TableRef.parse("documents")).count()).isEqualTo(120);
      Dataset<Row> runs = read.read(TableRef.parse("runs")).where("status = 'COMMITTED'");
      assertThat(runs.select("job").as(Encoders.STRING()).collectAsList())
          .containsExactlyInAnyOrder("ingest", "train-tokenizer", "pretrain");
      List<String> digests = weights(read);
      assertThat(digests).hasSize(1);
      trainAgainAlone(read, config);
      assertThat(weights(read)).containsExactly(digests.get(0), digests.get(0));
    }
  }

  /** The same training with one worker, a thread of this JVM. */
  private static void trainAgainAlone(Lake lake, Path config) {
    Job pretrain = JobRegistry.load().find("pretrain", "");
    Map<String, String> given = new LinkedHashMap<>(TRAINING);
    given.put("config", config.toString());
    given.put("tokenizer", folder.resolve("lake/tokenizer").toString());
    given.put("data", "table:documents");
    given.put("workers", "1");
    given.put("threads", "1");
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(pretrain, given, "test", faults);
    faults.throwIfAny();
    new JobRunner(lake.spark(), lake, NO_PROGRESS, Clock.systemUTC(), "test")
        .run(pretrain, arguments, RunRequest.ofSeed(5).forced());
  }

  private static List<String> weights(Lake lake) {
    return lake.read(TableRef.parse("models"))
        .select("weights_digest")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static SparkProcess submit(
      Path events, List<String> command, Map<String, String> parameters) throws IOException {
    List<String> words = new ArrayList<>();
    words.add("org.apache.spark.deploy.SparkSubmit");
    words.addAll(
        List.of(
            "--master",
            url,
            "--properties-file",
            ROOT.resolve("cluster-config/standalone/spark-defaults.conf").toString(),
            "--class",
            "dev.nightshift.cli.Main",
            "--jars",
            home.libraries().stream()
                .map(StandaloneClusterTest::jar)
                .collect(Collectors.joining(","))));
    // The profile's sizes are those of a cluster; this one has two cores of one machine, and so few
    // rows that plans cost more to compile than to interpret.
    Map<String, String> smaller = new LinkedHashMap<>();
    smaller.put("spark.sql.codegen.wholeStage", "false");
    smaller.put("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    smaller.putAll(
        Map.of(
            "spark.driver.memory", "1g",
            "spark.executor.memory", "1g",
            "spark.executor.memoryOverhead", "512m",
            "spark.executor.cores", "1",
            "spark.driver.host", "127.0.0.1",
            "spark.ui.enabled", "false",
            "spark.eventLog.enabled", "true",
            "spark.eventLog.dir", events.toUri().toString(),
            "spark.sql.shuffle.partitions", "2",
            "spark.databricks.delta.snapshotPartitions", "2"));
    smaller.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    words.add(home.program().toString());
    words.addAll(command);
    parameters.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
    return SparkProcess.start(home, folder, NEVER, words.toArray(String[]::new));
  }

  /**
   * Ours are sent to the executors; the others, half a gigabyte, are where they say on all nodes.
   */
  private static String jar(Path file) {
    boolean ours = file.getFileName().toString().startsWith("nightshift-");
    return ours ? file.toString() : "local:" + file;
  }

  /** What the executors wrote into the worker's folder. */
  private static String executorLog() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : filesBelow(folder.resolve("work"))) {
      if (file.getFileName().toString().equals("stderr")) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static List<Path> filesBelow(Path start) throws IOException {
    try (Stream<Path> files = Files.walk(start)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
