package dev.nightshift.synthesis.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.spark.IngestJob;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.synthesis.TestSpark;
import dev.nightshift.synthesis.TinyModel;
import dev.nightshift.synthesis.constitutional.Constitution;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstitutionalJobTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static Path model;
  private static Lake lake;

  /** One lake for all: every run has an output, or options, of its own. */
  @BeforeAll
  static void ingest() throws Exception {
    StringBuilder known = new StringBuilder("What is 1 + 1? long long");
    Constitution.builtIn()
        .principles()
        .forEach(p -> known.append(p.critique()).append(p.revision()).append(p.compare()));
    model = TinyModel.write(folder.resolve("model"), known.toString(), 3);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      lines.append("{\"prompt\": \"What is ").append(i).append(" + 1?\"}\n");
    }
    lines.append("{\"prompt\": \"").append("long ".repeat(1_000)).append("\"}\n");
    Path prompts = Files.writeString(folder.resolve("prompts.jsonl"), lines);
    lake = Lake.open(TestSpark.session(), folder.resolve("lake").toString());
    run(new IngestJob(), "input", prompts.toString(), "table", "prompts", "kind", "prompts");
  }

  private static RunReport run(Job job, String... options) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], options[i + 1]);
    }
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, given, "test", faults);
    faults.throwIfAny();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new JobRunner(
            TestSpark.session(),
            lake,
            new ConsoleProgress(nowhere, Clock.systemUTC(), false),
            Clock.systemUTC(),
            "test")
        .run(job, arguments, RunRequest.ofSeed(7));
  }

  private static RunReport pairs(String... more) {
    Map<String, String> options = new TreeMap<>();
    options.put("model", model.toString());
    options.put("input", "table:prompts");
    options.put("max-tokens", "16");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return run(
        new ConstitutionalJob(),
        options.entrySet().stream()
            .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
            .toArray(String[]::new));
  }

  private static Map<String, Row> pairsIn(String table) {
    Map<String, Row> rows = new TreeMap<>();
    lake.read(TableRef.parse(table))
        .select("prompt", "chosen", "rejected", "meta", "row_id", "position")
        .collectAsList()
        .forEach(row -> rows.put(row.getString(0), row));
    return rows;
  }

  @Test
  void revisionsBecomePairsWithTheirProvenance() throws Exception {
    RunReport report = pairs("revisions", "2");
    assertThat(report.outcome().counts()).containsEntry("read", 10L).containsEntry("too-long", 1L);
    long kept = report.outcome().counts().get("kept");
    assertThat(kept).isGreaterThan(5);
    Map<String, Row> pairs = pairsIn("preferences");
    assertThat(pairs).hasSize((int) kept);

    Map<String, Row> synthetic = new HashMap<>();
    lake.read(TableRef.parse("synthetic"))
        .select("row_id", "parent_row_id", "generator_digest", "verdict", "content", "seed")
        .collectAsList()
        .forEach(row -> synthetic.put(row.getString(0), row));
    Constitution constitution = Constitution.builtIn();
    for (Row pair : pairs.values()) {
      Map<String, String> meta = pair.getJavaMap(3);
      assertThat(pair.getString(1)).isNotEqualTo(pair.getString(2)).isNotBlank();
      assertThat(meta)
          .containsEntry("form", "revision")
          .containsEntry("constitution", "default")
          .containsEntry("constitution_digest", constitution.digest())
          .containsEntry("seed", "7")
          .containsKeys("critique-1", "critique-2", "prompt_digest", "model_digest");
      String prompt = meta.get("prompt_row_id");
      assertThat(meta.get("principles"))
          .isEqualTo(
              constitution.draw(7, prompt, 1).id() + "," + constitution.draw(7, prompt, 2).id());
      // Back from the last revision to the prompt: five texts, the first of them the rejected one.
      Row text = synthetic.get(meta.get("synthetic_row_id"));
      assertThat(text.getString(3)).isEqualTo("kept");
      JsonNode content = JSON.readTree(text.getString(4));
      assertThat(content.get("text").asText()).isEqualTo(pair.getString(1));
      for (String step :
          List.of("revision-2", "critique-2", "revision-1", "critique-1", "answer")) {
        content = JSON.readTree(text.getString(4));
        assertThat(content.get("step").asText()).isEqualTo(step);
        assertThat(text.getString(2)).isEqualTo(meta.get("model_digest"));
        if (step.equals("critique-2")) {
          assertThat(content.get("text").asText()).isEqualTo(meta.get("critique-2"));
        }
        if (!step.equals("answer")) {
          text = synthetic.get(text.getString(1));
        }
      }
      assertThat(content.get("text").asText()).isEqualTo(pair.getString(2));
      assertThat(text.getString(1)).isEqualTo(prompt);
    }
    List<Row> rejects =
        lake.read(TableRef.parse("rejects"))
            .where("reason = 'too-long' AND run_id = '" + report.runId() + "'")
            .select("stage", "line", "detail")
            .collectAsList();
    assertThat(rejects).hasSize(1);
    assertThat(rejects.get(0).getString(0)).isEqualTo("constitutional");
    assertThat(rejects.get(0).getLong(1)).isEqualTo(10);
    assertThat(rejects.get(0).getString(2)).startsWith("answer: 10").contains("752 fit");

    assertThat(pairs("revisions", "2").status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThat(pairsIn("preferences")).hasSize((int) kept);
  }

  @Test
  void pairsDependOnNeitherPartitionsNorBatches() {
    Map<String, Row> first = Map.of();
    for (String[] way : new String[][] {{"1", "32"}, {"3", "1"}}) {
      String table = "pairs_" + way[0];
      pairs("output", table, "partitions", way[0], "batch-size", way[1]);
      Map<String, Row> pairs = pairsIn(table);
      assertThat(pairs).isNotEmpty();
      first = first.isEmpty() ? pairs : first;
      assertThat(pairs).isEqualTo(first);
    }
  }

  @Test
  void feedbackChoosesBetweenTwoAnswersInBothOrders() throws Exception {
    RunReport report = pairs("form", "feedback", "output", "labelled");
    assertThat(report.outputs()).containsKey("labelled");
    List<Row> rows =
        lake.read(TableRef.parse("labelled")).select("chosen", "rejected", "meta").collectAsList();
    assertThat(rows).hasSizeGreaterThan(5);
    Map<String, Row> synthetic = new HashMap<>();
    lake.read(TableRef.parse("synthetic"))
        .select("row_id", "parent_row_id", "content")
        .collectAsList()
        .forEach(row -> synthetic.put(row.getString(0), row));
    boolean firstChosen = false;
    boolean otherChosen = false;
    for (Row row : rows) {
      Map<String, String> meta = row.getJavaMap(2);
      Row feedback = synthetic.get(meta.get("synthetic_row_id"));
      JsonNode told = JSON.readTree(JSON.readTree(feedback.getString(2)).get("text").asText());
      double mean = (told.get("first").asDouble() + (1 - told.get("swapped").asDouble())) / 2;
      assertThat(told.get("mean").asDouble()).isEqualTo(mean);
      assertThat(Double.parseDouble(meta.get("probability")))
          .isEqualTo(Math.max(mean, 1 - mean))
          .isGreaterThan(.5);
      Row other = synthetic.get(feedback.getString(1));
      Row first = synthetic.get(other.getString(1));
      String answer = JSON.readTree(first.getString(2)).get("text").asText();
      assertThat(row.getString(mean > .5 ? 0 : 1)).isEqualTo(answer);
      firstChosen |= mean > .5;
      otherChosen |= mean < .5;
    }
    assertThat(firstChosen && otherChosen).isTrue();
  }

  @Test
  void allWrongOptionsAreTold() throws Exception {
    Path mine =
        Files.writeString(
            folder.resolve("mine.yaml"), "name: mine\nprinciples:\n  - {id: a, critique: b}\n");
    assertThatThrownBy(
            () ->
                pairs(
                    "temperature",
                    "0",
                    "form",
                    "feedback",
                    "revisions",
                    "0",
                    "top-p",
                    "2",
                    "constitution",
                    mine.toString()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("option 'revisions' is '0'")
        .hasMessageContaining("option 'top-p' is 2.0")
        .hasMessageContaining("Two answers to choose between need a temperature above 0.")
        .hasMessageContaining("'revision' is missing or no text");
  }
}
