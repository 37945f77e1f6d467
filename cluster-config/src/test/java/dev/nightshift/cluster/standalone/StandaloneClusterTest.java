package dev.nightshift.cluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.session.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on a real cluster of one worker: a master, a worker, the executor that it starts and
 * {@code spark-submit}, each a JVM of its own, with the settings of the standalone profile.
 */
@Tag("large")
class StandaloneClusterTest {

  private static final Path ROOT = Path.of(System.getProperty("nightshift.root"));
  private static final Pattern NEVER = Pattern.compile("(?!)()");

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
  void aSubmittedJobRunsInTheWorkersJvmAndCommits() throws Exception {
    Path incoming = Files.createDirectories(folder.resolve("incoming"));
    for (int file = 0; file < 3; file++) {
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        rows.append("{\"text\": \"text ").append(file).append(' ').append(i).append("\"}\n");
      }
      Files.writeString(incoming.resolve("part-" + file + ".jsonl"), rows);
    }
    Path lake = folder.resolve("lake");
    Path events = Files.createDirectories(folder.resolve("events"));
    try (SparkProcess submit = submit(events, "ingest", lake, incoming)) {
      assertThat(submit.exitCode()).as(submit.output()).isZero();
    }
    assertThat(executorsOfTasks(events)).isNotEmpty().doesNotContain("driver");
    assertThat(executorLog())
        .contains("Connecting to worker spark://Worker@127.0.0.1:")
        .contains("Finished task");
    try (SparkSession spark = SparkSessions.local("local[2]", Map.of())) {
      Lake read = Lake.open(spark, lake.toString());
      assertThat(read.read(TableRef.parse("documents")).count()).isEqualTo(120);
      assertThat(
              read.read(TableRef.parse("runs"))
                  .where("job = 'ingest' AND status = '" + RunRecord.COMMITTED + "'")
                  .count())
          .isEqualTo(1);
    }
  }

  private static SparkProcess submit(Path events, String job, Path lake, Path incoming)
      throws IOException {
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
            home.libraries().stream().map(Path::toString).collect(Collectors.joining(","))));
    // The profile's sizes are those of a cluster; this one has two cores of one machine.
    Map<String, String> smaller =
        Map.of(
            "spark.driver.memory", "1g",
            "spark.executor.memory", "1g",
            "spark.executor.memoryOverhead", "512m",
            "spark.executor.cores", "2",
            "spark.driver.host", "127.0.0.1",
            "spark.ui.enabled", "false",
            "spark.eventLog.enabled", "true",
            "spark.eventLog.dir", events.toUri().toString());
    smaller.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    words.add(home.program().toString());
    words.addAll(List.of("job", job, "--lake", lake.toString()));
    words.addAll(List.of("--input", incoming.toString(), "--table", "documents"));
    return SparkProcess.start(home, folder, NEVER, words.toArray(String[]::new));
  }

  /** The executor of each task that ended, by the application's own log of events. */
  private static List<String> executorsOfTasks(Path events) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> executors = new ArrayList<>();
    for (Path log : filesBelow(events)) {
      for (String line : Files.readAllLines(log)) {
        JsonNode event = json.readTree(line);
        if (event.path("Event").asText().equals("SparkListenerTaskEnd")) {
          executors.add(event.path("Task Info").path("Executor ID").asText());
        }
      }
    }
    return executors;
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
