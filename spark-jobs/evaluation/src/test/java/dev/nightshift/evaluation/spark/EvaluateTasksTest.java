package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.eval.report.Report;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scored and generated tasks, groups, and runs that are killed. */
class EvaluateTasksTest {

  @TempDir private Path folder;
  private Path model;

  /** A progress that breaks off once so many units of a task are done, as a kill would. */
  private record Breaking(long from, long at) implements Progress {

    Breaking(long at) {
      this(0, at);
    }

    @Override
    public Task start(String name, String unit, long total) {
      return new Task() {
        @Override
        public void at(long done, String note) {
          if (done < from || done > at) {
            throw new IllegalStateException("killed");
          }
        }

        @Override
        public void close() {
          // Nothing is shown.
        }
      };
    }

    @Override
    public void line(String text) {
      // Nothing is shown.
    }
  }

  @BeforeEach
  void write() throws IOException {
    model = TinyModel.write(folder.resolve("model"), 3);
    write(
        "tasks/base_yaml",
        """
        dataset_path: json
        dataset_kwargs: {data_files: {test: items.jsonl}}
        test_split: test
        doc_to_text: "{{q}}"
        doc_to_choice: ["yes", "no", "not at all"]
        doc_to_target: label
        output_type: multiple_choice
        metric_list: [{metric: acc}, {metric: acc_norm}, {metric: mcc}, {metric: brier_score}]
        """);
    write(
        "tasks/a.yaml",
        "include: base_yaml\ntask: part_a\nnum_fewshot: 1\nnightshift: {cluster: label}\n");
    write(
        "tasks/b.yaml",
        "include: base_yaml\n"
            + "task: part_b\n"
            + "metric_list: [{metric: acc}, {metric: acc_mutual_info}]\n");
    write(
        "tasks/c.yaml",
        "include: base_yaml\ntask: text\noutput_type: loglikelihood_rolling\n"
            + "doc_to_choice: null\ndoc_to_target: q\n"
            + "metric_list: [{metric: word_perplexity}, {metric: bits_per_byte}]\n");
    write(
        "tasks/d.yaml",
        "include: base_yaml\ntask: drawn\noutput_type: generate_until\nrepeats: 2\n"
            + "doc_to_choice: null\nmetric_list: [{metric: exact_match}]\n"
            + "generation_kwargs: {until: ['\\n'], do_sample: true, max_gen_toks: 6}\n");
    write(
        "tasks/e.yaml",
        "include: base_yaml\ntask: shown\nnum_fewshot: 2\n"
            + "fewshot_config: {sampler: first_n, samples: [{q: Is 3 more than 2?, label: 0},"
            + " {q: Is 2 more than 3?, label: 1}]}\n");
    write(
        "tasks/f.yaml",
        "include: d.yaml\ntask: shown_drawn\nnum_fewshot: 2\n"
            + "fewshot_config: {sampler: first_n, samples: [{q: Is 3 more than 2?, label: 0},"
            + " {q: Is 2 more than 3?, label: 1}]}\n");
    write(
        "tasks/group.yaml",
        "group: parts\ntask: [part_a, part_b]\n"
            + "aggregate_metric_list: [{metric: acc, weight_by_size: true}]\n");
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      items.append(
          String.format("{\"q\": \"Is %d more than %d?\", \"label\": %d}\n", i * 7, 900, i % 3));
    }
    write("data/items.jsonl", items.toString());
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private RunReport evaluate(String lake, Progress progress, String... options) {
    List<String> given = new ArrayList<>();
    Collections.addAll(given, "model", model.toString());
    Collections.addAll(given, "task-folder", folder.resolve("tasks").toString());
    Collections.addAll(given, "data", folder.resolve("data").toString());
    Collections.addAll(given, options);
    return new TestLake(folder.resolve(lake))
        .run(RunRequest.ofSeed(7), progress, new EvaluateJob(), given.toArray(String[]::new));
  }

  private Lake lake(String name) {
    return new TestLake(folder.resolve(name)).lake();
  }

  /** Task and position to all that was stored of the answer. */
  private Map<String, String> samples(String lake) {
    Map<String, String> samples = new LinkedHashMap<>();
    lake(lake)
        .read(TableRef.parse("samples"))
        .select("task", "position", "log_likelihoods", "responses", "scores", "unconditional")
        .orderBy("task", "position")
        .collectAsList()
        .forEach(row -> samples.put(row.getString(0) + "/" + row.getInt(1), row.toString()));
    return samples;
  }

  @Test
  void scoresAreTheSameForAnyPartitionsAndBatches() {
    Map<String, String> first = Map.of();
    Map<String, Double> values = Map.of();
    int[][] ways = {{1, 8}, {2, 3}, {7, 1}};
    for (int[] way : ways) {
      String name = "lake" + way[0];
      RunReport report =
          evaluate(
              name,
              new Breaking(Long.MAX_VALUE),
              "tasks",
              "parts,text,drawn,shown,shown_drawn",
              "limit",
              "12",
              "partitions",
              Integer.toString(way[0]),
              "batch-size",
              Integer.toString(way[1]));
      Map<String, String> samples = samples(name);
      assertThat(samples).hasSize(72);
      if (first.isEmpty()) {
        first = samples;
        values = report.outcome().values();
      }
      assertThat(samples).isEqualTo(first);
      assertThat(report.outcome().values()).isEqualTo(values);
    }
    // Both parts have as many items: the group's score is the mean of theirs.
    assertThat(values.get("parts/acc"))
        .isCloseTo((values.get("part_a/acc") + values.get("part_b/acc")) / 2, within(1e-12));
    assertThat(values)
        .containsKeys(
            "part_a/mcc", "part_a/brier_score", "part_b/acc_mutual_info", "text/bits_per_byte");
    List<StoredResult> group =
        new LakeView(lake("lake1"))
            .results(List.of(modelDigest())).stream()
                .filter(r -> StoredResult.GROUP.equals(r.kind()))
                .toList();
    assertThat(group).hasSize(1);
    assertThat(group.get(0).members()).containsExactly("part_a", "part_b");
    assertThat(group.get(0).n()).isEqualTo(24);
    // Three clusters of the first part, and the twelve items of the second.
    assertThat(group.get(0).clusters()).isEqualTo(15);
    Report report =
        NightReport.build(lake("lake1"), ReportSelection.ofModels("t", List.of("m=" + model)));
    assertThat(report.results())
        .filteredOn(row -> row.task().equals("part_a"))
        .allMatch(row -> row.notes().contains("stderr over 3 clusters"));
  }

  private String modelDigest() {
    return dev.nightshift.inference.digest.ModelDigest.of(model).model();
  }

  @Test
  void aKilledRunGoesOnWhereItWas() throws IOException {
    RunReport whole = evaluate("whole", new Breaking(Long.MAX_VALUE), "tasks", "part_a");
    assertThatThrownBy(() -> evaluate("killed", new Breaking(280), "tasks", "part_a"))
        .hasMessageContaining("killed");
    Path kept = folder.resolve("killed/work/" + whole.runId() + "/answers");
    List<Path> rounds;
    try (var files = Files.list(kept)) {
      rounds = files.toList();
    }
    assertThat(rounds).hasSize(1);
    // The first round has 256 items.
    RunReport again = evaluate("killed", new Breaking(257, Long.MAX_VALUE), "tasks", "part_a");
    assertThat(again.runId()).isEqualTo(whole.runId());
    assertThat(again.outcome().values()).isEqualTo(whole.outcome().values());
    assertThat(samples("killed")).hasSize(300).isEqualTo(samples("whole"));
    assertThat(lake("killed").read(TableRef.parse("samples")).count()).isEqualTo(300);
    assertThat(kept.getParent()).doesNotExist();
  }

  @Test
  void aChatNeedsATemplate() {
    assertThatThrownBy(
            () ->
                evaluate(
                    "lake",
                    new Breaking(Long.MAX_VALUE),
                    "tasks",
                    "part_a",
                    "fewshot-as-multiturn",
                    "true"))
        .hasMessageContaining("option 'fewshot-as-multiturn' needs a chat template");
    assertThatThrownBy(
            () ->
                evaluate(
                    "lake",
                    new Breaking(Long.MAX_VALUE),
                    "tasks",
                    "part_a",
                    "apply-chat-template",
                    "true"))
        .hasMessageContaining("the model has no chat template");
  }
}
