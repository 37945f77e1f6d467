package dev.nightshift.notebooks;

import dev.nightshift.pipelines.run.PipelineResult;
import dev.nightshift.pipelines.schedule.Night;
import dev.nightshift.pipelines.schedule.NightLog;
import dev.nightshift.pipelines.schedule.NightRunner;
import dev.nightshift.pipelines.schedule.NightWork;
import dev.nightshift.pipelines.schedule.Schedule;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRegistry;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A lake as a small night leaves it: every row in it was written by the job that writes it. */
final class SmallLake {

  private final Lake lake;
  private final JobRunner runner;
  private final Path folder;

  private SmallLake(SparkSession spark, Path folder) {
    this.folder = folder;
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    this.lake = Lake.open(spark, lake(folder).toString());
    this.runner =
        new JobRunner(
            spark,
            lake,
            new ConsoleProgress(nowhere, Clock.systemUTC(), false),
            Clock.systemUTC(),
            "test");
  }

  static Path lake(Path folder) {
    return folder.resolve("lake");
  }

  /** Makes the lake below a folder and returns its path. */
  static Path make(SparkSession spark, Path folder) throws IOException {
    SmallLake lake = new SmallLake(spark, folder);
    lake.curation();
    lake.model();
    lake.night();
    return lake(folder);
  }

  private void curation() throws IOException {
    Path sample = folder.resolve("sample");
    run(
        "sample",
        "output",
        sample.toString(),
        "documents",
        "300",
        "pairs",
        "10",
        "prompts",
        "10",
        "quality",
        "300");
    Path incoming = Files.createDirectories(folder.resolve("incoming"));
    Files.copy(sample.resolve("documents.jsonl"), incoming.resolve("documents.jsonl"));
    Files.writeString(incoming.resolve("broken.jsonl"), "{\"text\": \"whole\"}\n{\"text\": \n");
    run("ingest", "input", incoming.toString(), "table", "documents", "max-reject-share", "0.5");
    run(
        "train-quality",
        "input",
        sample.resolve("quality.jsonl").toString(),
        "output",
        folder.resolve("quality").toString(),
        "epochs",
        "3",
        "hashed-features",
        "64");
    run(
        "curate",
        "input",
        "table:documents",
        "output",
        "curated",
        "min-words",
        "3",
        "min-stop-words",
        "0",
        "quality-model",
        folder.resolve("quality").toString());
  }

  private void model() throws IOException {
    Path tokenizer = folder.resolve("tokenizer");
    run(
        "train-tokenizer",
        "input",
        "table:curated",
        "vocab-size",
        "320",
        "output",
        tokenizer.toString());
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 320,
         "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
         "num_key_value_heads": 1, "intermediate_size": 32, "max_position_embeddings": 256,
         "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": true, "initializer_range": 0.08, "torch_dtype": "float32",
         "bos_token_id": 1, "eos_token_id": 2}
        """);
    Path model = folder.resolve("model");
    run(
        "pretrain",
        "config",
        config.toString(),
        "tokenizer",
        tokenizer.toString(),
        "data",
        "table:curated",
        "output",
        model.toString(),
        "steps",
        "6",
        "batch-size",
        "4",
        "max-length",
        "32");
    run("evaluate", "model", model.toString(), "tasks", "arithmetic", "limit", "8");
  }

  /** A night that failed, as its pipeline's file is gone. */
  private void night() {
    NightWork work =
        new NightWork() {
          @Override
          public NightLog log(Schedule schedule) {
            return new NightLog(lake);
          }

          @Override
          public PipelineResult run(Night night) {
            Faults faults = new Faults();
            SpecParser.parse(Path.of(night.schedule().pipeline()), faults);
            faults.throwIfAny();
            throw new AssertionError("the file is there: " + night.schedule().pipeline());
          }
        };
    Schedule schedule =
        new Schedule(
            "nightly",
            "0 0 2 * * ?",
            ZoneId.of("UTC"),
            folder.resolve("gone.yaml").toString(),
            Map.of(),
            List.of());
    Instant due = Instant.parse("2026-11-20T02:00:00Z");
    new NightRunner(work, Clock.systemUTC()).run(new Night(schedule, due, Night.Trigger.CALENDAR));
  }

  private RunReport run(String name, String... options) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], options[i + 1]);
    }
    Job job = JobRegistry.load().find(name, "the test");
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, given, "the test", faults);
    faults.throwIfAny();
    return runner.run(job, arguments, RunRequest.ofSeed(4));
  }
}
