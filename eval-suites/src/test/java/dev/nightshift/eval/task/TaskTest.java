package dev.nightshift.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.eval.generated.Operands;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  private static final List<Integer> PLACES = List.of(6374, 3610, 957, 61, 742);

  @TempDir private Path folder;

  private static LoadedTask generated(String name) {
    Faults faults = new Faults();
    TaskDefinition task = TaskLibrary.builtIn().load(List.of(name)).get(0);
    return new LoadedTask(task, new TaskDataLoader(null, faults).load(task).orElseThrow());
  }

  private LoadedTask gsm8k(Path data) {
    Faults faults = new Faults();
    TaskDefinition task = TaskLibrary.builtIn().load(List.of("gsm8k")).get(0);
    LoadedTask loaded =
        new TaskDataLoader(data, faults).load(task).map(d -> new LoadedTask(task, d)).orElse(null);
    faults.throwIfAny();
    return loaded;
  }

  @Test
  void everyBuiltInTaskLoadsAndHasAReadme() {
    TaskLibrary library = TaskLibrary.builtIn();
    assertThat(library.names()).contains("arithmetic", "algebra", "gsm8k");
    assertThat(library.load(library.names())).hasSameSizeAs(library.names());
    for (String name : List.of("arithmetic", "algebra", "gsm8k")) {
      assertThat(getClass().getResource("/dev/nightshift/eval/tasks/" + name + "/README.md"))
          .as("README of " + name)
          .isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"arithmetic", "algebra"})
  void generatedTasksAskFiveHundredHeldOutItems(String name) {
    LoadedTask task = generated(name);
    List<ItemRequest> requests = task.requests(0, 0, 1);
    assertThat(requests).hasSizeGreaterThanOrEqualTo(500);
    assertThat(requests).extracting(ItemRequest::sampleId).doesNotHaveDuplicates();
    assertThat(task.data().items())
        .extracting(i -> i.fields().get("operands"))
        .doesNotHaveDuplicates();
    for (TaskItem item : task.data().items()) {
      String[] pair = item.fields().get("operands").toString().split(",");
      assertThat(new Operands(Integer.parseInt(pair[0]), Integer.parseInt(pair[1])).split(20))
          .isEqualTo(Split.HELD_OUT);
    }
    assertThat(requests.get(0).prompt()).startsWith("Question: ").endsWith("\nAnswer:");
    assertThat(task.target(task.data().items().get(0)).text()).matches("[0-9]+");
    assertThat(generated(name).digest()).isEqualTo(task.digest());
    assertThat(task.requests(0, 7, 1)).hasSize(7).isEqualTo(requests.subList(0, 7));
  }

  private static ScoredSample scored(LoadedTask task, ItemRequest request, String response) {
    return ScoredSample.of(
        task, request, new ItemAnswer(request.position(), List.of(), List.of(response)));
  }

  @Test
  void answersAreScoredByEachFilter() {
    LoadedTask task = generated("arithmetic");
    ItemRequest request = task.requests(0, 1, 1).get(0);
    String right = task.target(task.data().items().get(0)).text();
    assertThat(scored(task, request, " 60+8: 0+8=8 #### " + right).scores())
        .containsExactly(
            Map.entry("exact_match,strict-match", 1.0),
            Map.entry("exact_match,flexible-extract", 1.0));
    ScoredSample loose = scored(task, request, " It is " + right + ".");
    assertThat(loose.scores())
        .containsExactly(
            Map.entry("exact_match,strict-match", 0.0),
            Map.entry("exact_match,flexible-extract", 1.0));
    assertThat(loose.filtered())
        .containsEntry("strict-match", List.of("[invalid]"))
        .containsEntry("flexible-extract", List.of(right));
    assertThat(scored(task, request, " #### " + right + "0").scores().values()).containsOnly(0.0);
  }

  @Test
  void scoresDoNotDependOnTheOrderOfSamples() {
    LoadedTask task = generated("arithmetic");
    List<ScoredSample> samples =
        task.requests(0, 10, 1).stream()
            .map(
                r ->
                    scored(
                        task,
                        r,
                        r.position() < 7
                            ? "#### " + task.target(task.data().items().get(r.position())).text()
                            : "no"))
            .toList();
    List<TaskScore> scores = TaskScore.of(task.definition(), samples);
    assertThat(scores)
        .extracting(TaskScore::filter)
        .containsExactly("strict-match", "flexible-extract");
    assertThat(scores.get(0).value()).isEqualTo(.7);
    assertThat(scores.get(0).standardError()).isBetween(.152752, .152754);
    assertThat(scores.get(0).interval().low()).isBetween(.396777, .396779);
    List<ScoredSample> reversed = new java.util.ArrayList<>(samples);
    java.util.Collections.reverse(reversed);
    assertThat(TaskScore.of(task.definition(), reversed)).isEqualTo(scores);
  }

  @Test
  void gsm8kReadsTheOriginalLayout() throws IOException {
    Files.createDirectories(folder.resolve("gsm8k"));
    Files.writeString(
        folder.resolve("gsm8k/train.jsonl"),
        "{\"question\": \"What is 1+1?\", \"answer\": \"1+1=2.\\n#### 2\"}\n"
            + "{\"question\": \"What is 2+2?\", \"answer\": \"2+2=4.\\n#### 4\"}\n");
    Files.writeString(
        folder.resolve("gsm8k/test.jsonl"),
        "{\"question\": \"What is 3,000+1?\", \"answer\": \"Add one.\\n#### 3,001\"}\n");
    LoadedTask task = gsm8k(folder);
    assertThat(task.data().layout()).isEqualTo("original");
    ItemRequest bare = task.requests(0, 0, 1).get(0);
    assertThat(bare.prompt()).isEqualTo("Question: What is 3,000+1?\nAnswer:");
    assertThat(task.requests(2, 0, 1).get(0).prompt())
        .contains("Question: What is 1+1?\nAnswer: 1+1=2.\n#### 2\n\n")
        .contains("Question: What is 2+2?\nAnswer: 2+2=4.\n#### 4\n\n")
        .endsWith("\n\nQuestion: What is 3,000+1?\nAnswer:");
    assertThat(scored(task, bare, " One more.\n#### 3001").scores().values()).containsOnly(1.0);
    assertThat(scored(task, bare, " It is $3,001.").scores())
        .containsEntry("exact_match,strict-match", 0.0)
        .containsEntry("exact_match,flexible-extract", 1.0);
    assertThatThrownBy(() -> task.requests(3, 0, 1))
        .isInstanceOf(RequestException.class)
        .hasMessage("--num-fewshot: task gsm8k has 2 examples, 3 are asked for. Ask for fewer.");
  }

  @Test
  void gsm8kReadsThePublishedFiles() {
    Path data = Path.of(System.getProperty("nightshift.root", ".")).resolveSibling("shared/data");
    Assumptions.assumeTrue(
        Files.isDirectory(data), "no folder " + data + ": published data is not checked");
    LoadedTask task = gsm8k(data);
    assertThat(task.data().items()).hasSize(1319);
    assertThat(task.data().examples()).hasSize(7473);
    ItemRequest first = task.requests(5, 1, 1234).get(0);
    assertThat(task.target(task.data().items().get(0)).text()).endsWith("#### 18");
    // random.Random(1234).sample(range(7473), 5) draws these places first.
    assertThat(first.prompt())
        .startsWith(
            PLACES.stream()
                .map(place -> task.data().examples().get(place).fields())
                .map(
                    f -> "Question: " + f.get("question") + "\nAnswer: " + f.get("answer") + "\n\n")
                .collect(java.util.stream.Collectors.joining()));
    assertThat(first.prompt().split("Question: ", -1)).hasSize(7);
  }

  @Test
  void missingDataSaysWhatWasLookedForAndWhere() {
    assertThatThrownBy(() -> gsm8k(folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(folder + ": task gsm8k found no data. Looked for: ")
        .hasMessageContaining(folder.resolve("gsm8k/test.jsonl") + " (layout original)")
        .hasMessageContaining(folder.resolve("test.jsonl") + " (layout original)");
    assertThatThrownBy(() -> gsm8k(null))
        .hasMessage("--data: task gsm8k needs data. Name the folder of the data.");
  }

  @Test
  void aBrokenLineOfABenchmarkIsRefused() throws IOException {
    Files.writeString(folder.resolve("train.jsonl"), "{\"question\": \"a\", \"answer\": \"b\"}\n");
    Files.writeString(
        folder.resolve("test.jsonl"), "{\"question\": \"a\", \"answer\": \"b\"}\n{\"question\n");
    assertThatThrownBy(() -> gsm8k(folder))
        .hasMessageContaining(folder.resolve("test.jsonl") + ":2: not a JSON object");
  }

  @Test
  void allFaultsOfATaskFileAreToldAtOnceWithTheirLines() {
    String yaml =
        """
        task: Bad Name
        output_type: chat
        doc_to_text: "{{question}}"
        doc_to_target: !function utils.target
        """;
    Faults first = new Faults();
    assertThat(new TaskReader(first).read("bad.yaml", yaml)).isEmpty();
    assertThat(first.list())
        .extracting(Fault::line)
        .containsExactly(
            "bad.yaml:4: tag '!function' is not supported (utils.target). Tasks that need code are"
                + " written in Java, beside the built-in ones.");
    Faults faults = new Faults();
    new TaskReader(faults)
        .read(
            "bad.yaml",
            """
            task: Bad Name
            output_type: chat
            doc_to_text: "{{question"
            fewshot_config: {sampler: balanced}
            generation_kwargs:
              until: [""]
              temperature: 0
              do_sample: true
              max_gen_toks: none
            filter_list:
              - name: strict
                filter:
                  - function: regexp
                  - function: regex
                    regex_pattern: "(["
                    group: 3
            metric_list:
              - metric: bleu
              - metric: exact_match
                aggregation: average
            metadata:
              version: 1
            nightshift:
              generated:
                subject: geometry
            shuffle: true
            """);
    assertThat(faults.list())
        .extracting(Fault::line)
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("bad.yaml:1: task: 'Bad Name' is no task name"),
            line -> assertThat(line).startsWith("bad.yaml:2: output_type: 'chat' is not supported"),
            line -> assertThat(line).startsWith("bad.yaml:3: doc_to_text: not a template: line 1"),
            line -> assertThat(line).startsWith("bad.yaml:1: doc_to_target: the key is missing"),
            line ->
                assertThat(line).startsWith("bad.yaml:4: fewshot_config.sampler: 'balanced' is no"),
            line ->
                assertThat(line).startsWith("bad.yaml:6: generation_kwargs.until: an empty text"),
            line ->
                assertThat(line).startsWith("bad.yaml:7: generation_kwargs.temperature: sampling"),
            line -> assertThat(line).contains("bad.yaml:9: generation_kwargs.max_gen_toks: 'none'"),
            line ->
                assertThat(line)
                    .contains(
                        "bad.yaml:13: filter_list[0].filter[0].function: 'regexp' is no filter"),
            line ->
                assertThat(line)
                    .contains("bad.yaml:16: filter_list[0].filter[1].group: unknown key"),
            line ->
                assertThat(line)
                    .contains("bad.yaml:15: filter_list[0].filter[1].regex_pattern: '([' is not a"),
            line -> assertThat(line).contains("bad.yaml:18: metric_list[0].metric: 'bleu' is no"),
            line ->
                assertThat(line)
                    .contains(
                        "bad.yaml:20: metric_list[1].aggregation: 'average' is no aggregation"),
            line ->
                assertThat(line)
                    .startsWith("bad.yaml:25: nightshift.generated.subject: 'geometry'"),
            line -> assertThat(line).startsWith("bad.yaml:26: shuffle: unknown key"));
  }

  @Test
  void textThatIsNoYamlIsToldWithItsLine() {
    Faults faults = new Faults();
    new TaskReader(faults).read("bad.yaml", "task: a\n  b: [c\n");
    assertThat(faults.list()).hasSize(1);
    assertThat(faults.list().get(0).line()).startsWith("bad.yaml:2: not YAML");
  }

  @Test
  void aFileThatRepeatsItselfIsRefusedSoon() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      yaml.append("a").append(i).append(": &a").append(i).append(" [");
      yaml.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    Faults faults = new Faults();
    assertThat(new TaskReader(faults).read("bomb.yaml", yaml.toString())).isEmpty();
    assertThat(faults.list().get(0).line()).contains("Number of aliases");
    Faults deep = new Faults();
    String brackets = "a: " + "[".repeat(20_000) + "]".repeat(20_000) + "\n";
    assertThat(new TaskReader(deep).read("deep.yaml", brackets)).isEmpty();
    assertThat(deep.list()).hasSize(1);
  }

  @Test
  void aFolderOfTasksJoinsTheBuiltInOnes() throws IOException {
    Files.createDirectories(folder.resolve("mine"));
    String yaml =
        Files.readString(
            Path.of(System.getProperty("nightshift.root", "."))
                .resolve("eval-suites/tasks/arithmetic/task.yaml"));
    Files.writeString(
        folder.resolve("mine/task.yaml"), yaml.replace("task: arithmetic", "task: mine"));
    TaskLibrary library = TaskLibrary.builtIn().with(folder);
    assertThat(library.names()).contains("mine", "gsm8k");
    assertThat(library.load(List.of("mine")).get(0).name()).isEqualTo("mine");
    assertThatThrownBy(() -> library.load(List.of("nope", "neither")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("there is no task 'nope'")
        .hasMessageContaining("there is no task 'neither'");
  }

  @Test
  void templatesAreFieldsOrJinjaAndUnknownFieldsAreErrors() {
    Map<String, Object> fields = Map.of("question", "Why?", "n", 3);
    assertThat(DocExpression.Written.of("question").value(fields)).isEqualTo("Why?");
    assertThat(DocExpression.Written.of("n").value(fields)).isEqualTo(3);
    assertThat(
            DocExpression.Written.of("Q: {{question}}\n{% if n > 2 %}many{% endif %}\n")
                .text(fields))
        .isEqualTo("Q: Why?\nmany\n");
    assertThatThrownBy(() -> DocExpression.Written.of("{{answer}}").text(fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'answer' is undefined");
    // As in the field, a text without braces that names no field is itself.
    assertThat(DocExpression.Written.of("Answer:").text(fields)).isEqualTo("Answer:");
  }
}
