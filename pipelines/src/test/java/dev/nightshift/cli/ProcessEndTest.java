package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.nightshift.pipelines.schedule.NightLog;
import dev.nightshift.pipelines.schedule.NightRow;
import dev.nightshift.pipelines.testing.ChildProcess;
import dev.nightshift.pipelines.testing.SharedSpark;
import dev.nightshift.runtime.lake.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes of the program that are told to end while they work. */
class ProcessEndTest {

  private static final int SIGINT = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String AGAIN = "What was committed stays; the same command goes on from";

  private static final String MODEL =
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 300,
       "hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4,
       "num_key_value_heads": 4, "intermediate_size": 256, "max_position_embeddings": 128,
       "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
       "tie_word_embeddings": true}
      """;

  @TempDir private Path folder;

  /** A program that somebody else ends in its midst, with a code of its own. */
  static final class EndedFromWithin {
    private EndedFromWithin() {}

    public static void main(String[] words) {
      ProcessEnd end = new ProcessEnd();
      end.install();
      end.sparkIsStarting();
      System.exit(Integer.parseInt(words[0]));
    }
  }

  /** Spark's executor ends its process with 56 when it cannot reach the driver. */
  @ParameterizedTest
  @CsvSource({"56", "0"})
  void anEndThatOthersBringAboutIsAFailure(String code) throws Exception {
    try (ChildProcess child =
        ChildProcess.startMain(folder, EndedFromWithin.class.getName(), code)) {
      assertThat(child.exitCode(60)).as(child.output()).isEqualTo(1);
      assertThat(child.output()).contains("nightshift: this process was ended from within");
    }
  }

  private Path documents() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      rows.append("{\"text\": \"the sum of ")
          .append(i)
          .append(" and ")
          .append(i * 7)
          .append("\"}\n");
    }
    return Files.writeString(folder.resolve("notes.jsonl"), rows);
  }

  private void endsClean(ChildProcess child, String signal, int code) throws Exception {
    child.signal(signal);
    assertThat(child.exitCode(ProcessEnd.PATIENCE_SECONDS)).as(child.output()).isEqualTo(code);
    assertThat(child.output())
        .contains("nightshift: stopped by SIG" + signal + ". " + AGAIN)
        .doesNotContain("Exception", "\tat ", "SIGSEGV", "SIGABRT");
    assertThat(child.output().substring(child.output().indexOf("nightshift: stopped")).lines())
        .hasSize(1);
    assertThat(folder).isDirectoryNotContaining("glob:**/{hs_err_*,core*}");
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void aTrainingThatIsToldToEndInMidStepEndsClean(String signal, int code) throws Exception {
    Path config = Files.writeString(folder.resolve("model.json"), MODEL);
    Path pipeline =
        Files.writeString(
            folder.resolve("train.yaml"),
            """
            name: train
            steps:
              - name: tokenizer
                job: train-tokenizer
                with: {input: %s, vocab-size: 300, output: "${step.folder}"}
              - name: pretrain
                job: pretrain
                with:
                  config: %s
                  tokenizer: ${steps.tokenizer.artifacts.tokenizer}
                  data: %s
                  steps: 1000000
                  batch-size: 32
                  learning-rate: 0.001
            """
                .formatted(documents(), config, documents()));
    try (ChildProcess child =
        ChildProcess.start(folder, "run", pipeline.toString(), "--lake", "lake")) {
      await()
          .atMost(PATIENCE)
          .until(() -> !child.isAlive() || child.output().contains(" of 1,000,000 steps"));
      assertThat(child.isAlive()).as(child.output()).isTrue();
      assumeFalse(
          signal.equals("INT") && child.ignores(SIGINT),
          "these tests run in the background of a shell, whose programs ignore SIGINT");

      endsClean(child, signal, code);
    }
  }

  @Test
  void aServiceEndsCleanAndTheNextOneGoesOn() throws Exception {
    Path pipeline =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            steps:
              - name: documents
                job: ingest
                with: {input: %s, table: documents}
            """
                .formatted(documents()));
    Path root = folder.resolve("lake");
    Lake lake = Lake.open(SharedSpark.session(), root.toString());
    NightLog log = new NightLog(lake);
    try (ChildProcess service =
        ChildProcess.start(
            folder,
            "schedule",
            "start",
            "--lake",
            "lake",
            "--pipeline",
            pipeline.toString(),
            "--cron",
            "0/2 * * * * ?",
            "--zone",
            "UTC")) {
      await().atMost(PATIENCE).until(() -> !service.isAlive() || !log.all().isEmpty());
      assertThat(service.isAlive()).as(service.output()).isTrue();
      endsClean(service, "TERM", 143);
    }
    int before = log.all().size();
    try (ChildProcess next = ChildProcess.start(folder, "schedule", "start", "--lake", "lake")) {
      await().atMost(PATIENCE).until(() -> !next.isAlive() || log.all().size() > before);
      assertThat(next.isAlive()).as(next.output()).isTrue();
      endsClean(next, "TERM", 143);
    }
    List<NightRow> nights = log.all();
    assertThat(nights)
        .allSatisfy(
            night -> {
              assertThat(night.outcome()).isEqualTo("DONE");
              assertThat(night.fireTime().getEpochSecond() % 2).isZero();
            });
    assertThat(nights).extracting(NightRow::nightId).doesNotHaveDuplicates();
  }
}
