package dev.nightshift.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * Workers in processes of their own, which are killed in the middle of a segment. The cluster says
 * that each has a GPU: who asks for one waits until one is free, although libtorch sees none here.
 */
class WorkerLossTest {

  private static final int EVERY = 12;
  private static final int STEPS = 36;

  /** Far below any time-out: what is seen is 1 to 3 seconds on an idle machine of two cores. */
  private static final Duration SOON = Duration.ofSeconds(45);

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.wideConfig(folder);
    SmallData.texts(folder, "texts", 60);
  }

  @AfterEach
  void stopCluster() {
    stop();
  }

  @Test
  void aTrainingResumesByItselfAndEndsLikeOneThatWasNotKilled() throws Exception {
    Set<Integer> gpus = start(2);
    ModelDigest expected = digest(train(context("whole"), 1, 0).join());

    TestContext context = context("killed");
    CompletableFuture<JobOutcome> job = train(context, 2, 3);
    // The oldest process, then the youngest one: workers of both ranks die, in some order.
    killAfterCheckpoint(context, job, 1, 0);
    killAfterCheckpoint(context, job, 2, 1);
    assertThat(digest(job.join())).isEqualTo(expected);
    assertThat(context.lines()).hasSize(2);
    assertThat(context.lines().get(0))
        .matches(
            "a worker was lost \\(executor \\d+: Command exited with code 137\\):"
                + " training resumes from step 12, retry 1 of 3");
    assertThat(context.lines().get(1))
        .matches("a worker was lost \\(.+\\): training resumes from step 24, retry 2 of 3");

    TestContext last = context("given-up");
    CompletableFuture<JobOutcome> hopeless = train(last, 2, 0);
    awaitMiddleOfSegment(last, hopeless, EVERY);
    executors().get(0).destroyForcibly();
    assertThatThrownBy(hopeless::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WorkException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.WORK_FAILED))
        .hasMessageContaining("a worker was lost after step 12 (")
        .hasMessageContaining("and 0 of 0 retries are used")
        .hasMessageContaining("the last checkpoint is intact");
    assertThat(last.lines()).isEmpty();
    assertThat(digest(train(last, 2, 0).join())).as("run again").isEqualTo(expected);
    assertThat(gpus).as("GPUs of a task in barrier stages").containsExactly(1);
  }

  @Test
  @Tag("large")
  void oneOfFourWorkersMayDie() throws Exception {
    start(4);
    ModelDigest expected = digest(train(context("whole"), 1, 0).join());
    TestContext context = context("killed");
    CompletableFuture<JobOutcome> job = train(context, 4, 1);
    killAfterCheckpoint(context, job, 1, 2);
    assertThat(digest(job.join())).isEqualTo(expected);
    assertThat(context.lines()).hasSize(1);
  }

  /** Kills an executor after the n-th checkpoint and sees that training goes on. */
  private void killAfterCheckpoint(
      TestContext context, CompletableFuture<?> job, int checkpoint, int victim) throws Exception {
    int step = checkpoint * EVERY;
    awaitMiddleOfSegment(context, job, step);
    List<ProcessHandle> executors = executors();
    assertThat(executors).hasSizeGreaterThan(victim);
    long start = System.nanoTime();
    executors.get(victim).destroyForcibly();
    await(SOON, () -> context.lines().size() == checkpoint);
    double told = (System.nanoTime() - start) / 1e9;
    await(SOON, () -> live(context).contains("\"step\":" + (step + 1) + ","));
    System.out.printf(
        Locale.ROOT,
        "killed process %d: told after %.1f s, the next step was done after %.1f s: %s%n",
        victim,
        told,
        (System.nanoTime() - start) / 1e9,
        context.lines().get(checkpoint - 1));
  }

  private void awaitMiddleOfSegment(TestContext context, CompletableFuture<?> job, int step) {
    String next = "\"step\":" + (step + 3) + ",";
    await(
        Duration.ofMinutes(3),
        () -> {
          if (job.isDone()) {
            job.join();
          }
          return live(context).contains(next);
        });
  }

  private static void await(Duration most, Callable<Boolean> condition) {
    Awaitility.await().atMost(most).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  private static String live(TestContext context) throws IOException {
    Path file = context.workFolder().resolve("live.jsonl");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** The processes that this one started, oldest first. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("/java"))
        .sorted(Comparator.comparing(ProcessHandle::pid))
        .toList();
  }

  private TestContext context(String run) {
    return new TestContext(SparkSession.active(), folder, run);
  }

  private CompletableFuture<JobOutcome> train(TestContext context, int workers, int retries) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("wide.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    options.put("data", folder.resolve("texts.jsonl").toString());
    options.put("steps", Integer.toString(STEPS));
    options.put("batch-size", "4");
    options.put("micro-batch-size", "1");
    options.put("max-length", "16");
    options.put("checkpoint-every", Integer.toString(EVERY));
    options.put("workers", Integer.toString(workers));
    options.put("threads", "1");
    options.put("zero", "1");
    options.put("retries", Integer.toString(retries));
    PretrainJob job = new PretrainJob();
    return CompletableFuture.supplyAsync(() -> job.run(context, context.arguments(job, options)));
  }

  private static ModelDigest digest(JobOutcome outcome) {
    return ModelDigest.of(Path.of(outcome.artifacts().get("model")));
  }

  /**
   * Executors of one task and one GPU each, as processes of their own.
   *
   * @return the numbers of GPUs that the tasks of barrier stages ask for, as they are seen
   */
  private Set<Integer> start(int executors) throws IOException {
    stop();
    Path discovery = folder.resolve("gpus.sh");
    Files.writeString(discovery, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
    Files.setPosixFilePermissions(discovery, PosixFilePermissions.fromString("rwx------"));
    Path home = Path.of(System.getenv("SPARK_HOME"));
    Files.createDirectories(home.resolve("jars"));
    Files.write(home.resolve("RELEASE"), new byte[0]);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    settings.put("spark.executor.memory", "512m");
    settings.put(
        "spark.executor.extraJavaOptions",
        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    settings.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.12");
    settings.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    settings.put("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
    settings.put("spark.sql.shuffle.partitions", "1");
    settings.put("spark.log.level", "ERROR");
    settings.put("spark.worker.resource.gpu.amount", "1");
    settings.put("spark.worker.resource.gpu.discoveryScript", discovery.toString());
    settings.put("spark.executor.resource.gpu.amount", "1");
    settings.put("spark.task.resource.gpu.amount", "0.5");
    SparkContext context =
        SparkSessions.local("local-cluster[" + executors + ",1,1024]", settings).sparkContext();
    Set<Integer> gpus = ConcurrentHashMap.newKeySet();
    context.addSparkListener(
        new SparkListener() {
          @Override
          public void onStageSubmitted(SparkListenerStageSubmitted stage) {
            if (stage.stageInfo().rddInfos().exists(rdd -> rdd.isBarrier())) {
              int profile = stage.stageInfo().resourceProfileId();
              gpus.add(
                  (int)
                      context
                          .resourceProfileManager()
                          .resourceProfileFromId(profile)
                          .taskResourcesJMap()
                          .get("gpu")
                          .amount());
            }
          }
        });
    return gpus;
  }

  /** The session of the other tests, or the one made here. */
  private static void stop() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined()) {
      session.get().stop();
      SparkSession.clearActiveSession();
      SparkSession.clearDefaultSession();
    }
  }
}
