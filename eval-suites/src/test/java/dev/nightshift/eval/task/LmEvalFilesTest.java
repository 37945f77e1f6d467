package dev.nightshift.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.eval.request.Continuation;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.request.Message;
import dev.nightshift.eval.request.PromptStyle;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task files as lm-evaluation-harness' users write them, over local files. */
class LmEvalFilesTest {

  private static final String ROWS =
      """
      {"q": "Sky?", "choices": ["red", "blue"], "label": 1, "s": "The sky _ blue.", "a": ["is", "are"]}
      {"q": "Grass?", "choices": ["green", "pink"], "label": 0, "s": "Grass _ green.", "a": ["is", "are"]}
      {"q": "Snow?", "choices": ["black", "white"], "label": 1, "s": "Cats _ small.", "a": ["is", "are"]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    write("data/test.json", ROWS);
    write(
        "data/train.json",
        ROWS.replace("Sky", "Sea").replace("Grass", "Moss").replace("Snow", "Milk"));
    write(
        "suite/_default_yaml",
        """
        dataset_path: json
        dataset_kwargs:
          data_files: {train: train.json, test: test.json}
        output_type: multiple_choice
        fewshot_split: train
        test_split: test
        doc_to_text: "Q: {{q}}\\nA:"
        doc_to_choice: choices
        doc_to_target: label
        metric_list:
          - metric: acc
            aggregation: mean
            higher_is_better: true
          - metric: acc_norm
        metadata: {version: 1.0}
        """);
    write(
        "suite/colours.yaml",
        """
        include: _default_yaml
        task: my_colours
        tag: [mine]
        fewshot_config:
          sampler: first_n
        """);
    write(
        "suite/deep/blanks.yaml",
        """
        include: ../_default_yaml
        task: my_blanks
        tag: mine
        doc_to_text: "{{label}}"
        doc_to_choice: "{{[s.split('_')[0] ~ a[0], s.split('_')[0] ~ a[1]]}}"
        doc_to_target: "{{s.split('_')[1].strip()}}"
        """);
    write(
        "suite/_group.yaml",
        """
        group: my_suite
        group_alias: Mine
        task:
          - my_colours
          - my_blanks
          - task: my_letters
            include: _default_yaml
            doc_to_choice: ["A", "B"]
            doc_to_text: "{{q}} {{choices | join(' / ')}}\\nAnswer:"
          - group: my_inner
            task: [my_colours]
        aggregate_metric_list:
          - metric: acc
            weight_by_size: false
        metadata: {version: 2}
        """);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private TaskLibrary library() {
    return TaskLibrary.builtIn().with(folder.resolve("suite"));
  }

  /**
   * As the harness' own files are: with the name of a data set, flags and versions of any spelling.
   */
  @Test
  void aDataSetOfTheHubIsReadFromACopy() throws IOException {
    write(
        "suite/hub.yaml",
        """
        task: my_hub
        dataset_path: somebody/colours
        dataset_name: plain
        dataset_kwargs: {trust_remote_code: True}
        output_type: multiple_choice
        fewshot_split: train
        test_split: test
        doc_to_text: "Q: {{q}}\\nA:"
        doc_to_choice: choices
        doc_to_target: label
        should_decontaminate: Yes
        doc_to_decontamination_query: q
        metric_list:
          - {metric: acc, weight_by_size: True}
        metadata: {version: 2.0.1}
        """);
    TaskDefinition task = library().load(List.of("my_hub")).get(0);
    assertThat(task.version()).isEqualTo(2);
    assertThat(task.splits().all()).containsExactly("test", "train");
    Faults missing = new Faults();
    assertThat(new TaskDataLoader(folder.resolve("data"), missing).load(task)).isEmpty();
    assertThat(missing.list().toString())
        .contains("data/somebody/colours/plain/test.jsonl or ")
        .contains("data/somebody/colours/plain/test-*-of-*.parquet or ")
        .contains("data/colours/plain/test.csv (layout huggingface)");

    write("data/colours/plain/test.json", ROWS);
    write("data/colours/plain/train.jsonl", ROWS);
    Faults faults = new Faults();
    TaskData data = new TaskDataLoader(folder.resolve("data"), faults).load(task).orElseThrow();
    assertThat(faults.list()).isEmpty();
    assertThat(data.layout()).isEqualTo("huggingface");
    assertThat(data.items()).hasSize(3);
    assertThat(data.examples()).hasSize(3);

    write("suite/hub.yaml", "task: my_hub\noutput_type: multiple_choice\n");
    assertThatThrownBy(() -> library().load(List.of("my_hub")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("or the name of a data set as dataset_path");
  }

  private LoadedTask load(String name) {
    Faults faults = new Faults();
    TaskDefinition task = library().load(List.of(name)).get(0);
    LoadedTask loaded =
        new TaskDataLoader(folder.resolve("data"), faults)
            .load(task)
            .map(data -> new LoadedTask(task, data))
            .orElse(null);
    faults.throwIfAny();
    return loaded;
  }

  @Test
  void choicesFollowTheQuestion() {
    LoadedTask task = load("my_colours");
    ItemRequest request = task.requests(0, 0, 1234).get(0);
    assertThat(request.scored())
        .containsExactly(
            new Continuation("Q: Sky?\nA:", " red"), new Continuation("Q: Sky?\nA:", " blue"));
    assertThat(task.target(task.data().items().get(0)).choices()).containsExactly(1);
    assertThat(task.requests(2, 1, 1234).get(0).prompt())
        .isEqualTo("Q: Sea?\nA: blue\n\nQ: Moss?\nA: green\n\nQ: Sky?\nA:");
    ScoredSample sample =
        ScoredSample.of(
            task,
            request,
            new ItemAnswer(
                0,
                List.of(
                    new ItemAnswer.TextScore(-3, false, 1),
                    new ItemAnswer.TextScore(-3.5, false, 1)),
                List.of()));
    // −3 beats −3.5; −3.5 over four characters beats −3 over three.
    assertThat(sample.scores()).containsEntry("acc,none", 0.0).containsEntry("acc_norm,none", 1.0);
  }

  @Test
  void choicesMayStandInTheQuestion() {
    LoadedTask task = load("my_blanks");
    assertThat(task.requests(0, 0, 1234).get(2).scored())
        .containsExactly(
            new Continuation("Cats is", " small."), new Continuation("Cats are", " small."));
    assertThat(task.target(task.data().items().get(2)).choices()).containsExactly(1);
    // One stream: random.Random(1234).sample of three for each item in turn: 0 first, then 1 …
    assertThat(task.requests(1, 1, 1234).get(0).prompt()).endsWith(".\n\nThe sky is");
  }

  @Test
  void groupsHoldTasksGroupsAndTasksOfTheirOwn() {
    TaskSelection selection = library().select(List.of("my_suite"));
    assertThat(selection.tasks())
        .extracting(TaskDefinition::name)
        .containsExactlyInAnyOrder("my_colours", "my_blanks", "my_letters");
    TaskSelection.Members all = selection.groups().get(selection.groups().size() - 1);
    assertThat(all.group().alias()).isEqualTo("Mine");
    assertThat(all.group().version()).isEqualTo(2);
    assertThat(all.tasks()).containsExactly("my_colours", "my_blanks", "my_letters");
    assertThat(all.group().aggregates())
        .containsExactly(new TaskGroup.Aggregate("acc", List.of(), false));
    assertThat(selection.groups()).extracting(g -> g.group().name()).contains("my_inner");
  }

  @Test
  void tagsAndPatternsNameSeveralTasks() {
    assertThat(library().load(List.of("mine")))
        .extracting(TaskDefinition::name)
        .containsExactly("my_colours", "my_blanks");
    assertThat(library().select(List.of("my_c*", "mine")).tasks()).hasSize(2);
    assertThatThrownBy(() -> library().select(List.of("my_z*", "colours")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no task or group is called like 'my_z*'")
        .hasMessageContaining("there is no task 'colours'");
  }

  @Test
  void anIncludedFileAndAKeyOfItAreNamedInFaults() throws IOException {
    write(
        "suite/bad.yaml",
        "include: [_default_yaml, gone]\ntask: bad\nmetric_list: [{metric: x}]\n");
    write(
        "suite/_default_yaml", Files.readString(folder.resolve("suite/_default_yaml")) + "x: 1\n");
    assertThatThrownBy(() -> library().load(List.of("bad")))
        .hasMessageContaining("bad.yaml:1: include: there is no file")
        .hasMessageContaining("bad.yaml:3: metric_list[0].metric: 'x' is no metric")
        .hasMessageContaining("_default_yaml:16: x: unknown key");
  }

  @Test
  void examplesFromTheAskedSplitLeaveTheItemOut() throws IOException {
    write(
        "suite/own.yaml",
        "include: _default_yaml\ntask: own\nfewshot_split: test\nnum_fewshot: 2\n");
    LoadedTask task = load("own");
    assertThat(task.data().examplesAreItems()).isTrue();
    for (ItemRequest request : task.requests(2, 0, 1234)) {
      String question = request.prompt().substring(request.prompt().lastIndexOf("Q: "));
      assertThat(request.prompt().split("Q: ", -1)).hasSize(4);
      assertThat(request.prompt()).containsOnlyOnce(question.substring(0, 6));
    }
    assertThatThrownBy(() -> task.requests(3, 0, 1234))
        .hasMessageContaining("has 3 examples, 3 are asked for beside the item itself");
  }

  @Test
  void examplesWrittenInTheFileAndPrefixesOfAnswers() throws IOException {
    write(
        "suite/written.yaml",
        """
        include: _default_yaml
        task: written
        output_type: generate_until
        description: "About {{q}}\\n\\n"
        doc_to_choice: null
        doc_to_target: "['x', 'y']"
        gen_prefix: "It is"
        fewshot_config:
          doc_to_target: "{{a}}"
          samples: [{q: "One?", a: "1"}, {q: "Two?", a: "2"}]
          sampler: first_n
        metric_list: [{metric: exact_match, ignore_case: true}]
        generation_kwargs: {until: ["\\n"], do_sample: true, temperature: 0.7, top_p: 0.9}
        repeats: 3
        filter_list:
          - name: vote
            filter: [{function: strip}, {function: majority_vote}]
        """);
    write("data/test.json", "{\"q\": \"Sky?\", \"choices\": [], \"label\": 0}\n");
    LoadedTask task = load("written");
    assertThat(task.requests(2, 0, 1234).get(0).prompt())
        .isEqualTo("About Sky?\n\nQ: One?\nA: It is 1\n\nQ: Two?\nA: It is 2\n\nQ: Sky?\nA: It is");
    ScoredSample sample =
        ScoredSample.of(
            task,
            task.requests(0, 0, 1234).get(0),
            new ItemAnswer(0, List.of(), List.of(" z", " Y ", "Y")));
    assertThat(sample.scores()).containsEntry("exact_match,vote", 1.0);
    assertThat(sample.filtered()).containsEntry("vote", List.of("Y"));
    assertThat(task.definition().repeats()).isEqualTo(3);
  }

  @Test
  void conversationsAreOneTurnOrSeveral() {
    LoadedTask task = load("my_colours");
    PromptStyle one = new PromptStyle(LmEvalFilesTest::show, false, "Be brief.");
    ItemRequest request = task.requests(1, 1, 1234, one).get(0);
    assertThat(request.prompt())
        .isEqualTo("<system>Be brief.<user>Q: Sea?\nA: blue\n\nQ: Sky?\nA:");
    assertThat(request.scored().get(0).text()).isEqualTo("red");
    assertThat(request.isChat()).isTrue();
    assertThat(request.beginning()).isEqualTo("<system>Be brief.<user>Q: Sea?\nA: blue\n\n");
    PromptStyle several = new PromptStyle(LmEvalFilesTest::show, true, "");
    assertThat(task.requests(1, 1, 1234, several).get(0).prompt())
        .isEqualTo("<user>Q: Sea?\nA:<assistant>blue<user>Q: Sky?\nA:");
    assertThat(task.requests(1, 1, 1234, several).get(0).beginning())
        .isEqualTo("<user>Q: Sea?\nA:<assistant>blue<user>");
  }

  @Test
  void itemsWithOneTextAreACluster() throws IOException {
    write(
        "suite/clustered.yaml",
        "include: _default_yaml\ntask: clustered\nnightshift: {cluster: passage}\n");
    write(
        "data/test.json",
        """
        {"q": "One?", "choices": ["a", "b"], "label": 0, "passage": "p"}
        {"q": "Two?", "choices": ["a", "b"], "label": 0, "passage": "p"}
        {"q": "Three?", "choices": ["a", "b"], "label": 0, "passage": "r"}
        {"q": "Four?", "choices": ["a", "b"], "label": 0, "passage": "r"}
        {"q": "Five?", "choices": ["a", "b"], "label": 0, "passage": ""}
        """);
    LoadedTask task = load("clustered");
    List<ScoredSample> samples = new ArrayList<>();
    // The first choice is right: passage p is solved, and the item that stands by itself.
    double[] first = {-1, -1, -3, -3, -1};
    for (ItemRequest request : task.requests(0, 0, 1234)) {
      samples.add(
          ScoredSample.of(
              task,
              request,
              new ItemAnswer(
                  request.position(),
                  List.of(
                      new ItemAnswer.TextScore(first[request.position()], true, 1),
                      new ItemAnswer.TextScore(-2, false, 1)),
                  List.of())));
    }
    TaskScore score = TaskScore.of(task.definition(), samples).get(0);
    assertThat(score.value()).isCloseTo(.6, within(1e-12));
    assertThat(score.clusters()).isEqualTo(3);
    // s²/n = .06; cross terms 2 · .4² and 2 · .6², over 25.
    assertThat(score.standardError()).isCloseTo(Math.sqrt(.06 + 1.04 / 25), within(1e-12));
    assertThat(score.interval().low())
        .isCloseTo(.6 - 1.959963985 * score.standardError(), within(1e-8));
    write("data/test.json", "{\"q\": \"One?\", \"choices\": [\"a\", \"b\"], \"label\": 0}\n");
    assertThatThrownBy(() -> load("clustered").requests(0, 0, 1234))
        .hasMessageContaining("item 1 of task clustered")
        .hasMessageContaining("passage");
  }

  @Test
  void examplesThatAreDrawnForEachItemAreNotShared() {
    assertThat(load("my_blanks").requests(1, 1, 1234).get(0).beginning()).isEmpty();
    assertThat(load("my_colours").requests(1, 1, 1234).get(0).beginning())
        .isEqualTo("Q: Sea?\nA: blue\n\n");
    assertThat(load("my_colours").requests(0, 1, 1234).get(0).beginning()).isEmpty();
  }

  private static String show(List<Message> turns) {
    return turns.stream()
        .map(turn -> "<" + turn.role().label() + ">" + turn.content())
        .collect(Collectors.joining());
  }

  @Test
  void wholeTextsAndUnconditionalChoices() throws IOException {
    write(
        "suite/text.yaml",
        """
        task: text
        dataset_path: text
        dataset_kwargs: {data_files: {test: a.txt}}
        output_type: loglikelihood_rolling
        doc_to_text: ""
        doc_to_target: "{{text}}"
        """);
    write("data/a.txt", "one two\nthree\n");
    LoadedTask text = load("text");
    assertThat(text.requests(0, 0, 1234))
        .extracting(r -> r.scored().get(0).text())
        .containsExactly("one two", "three");
    assertThat(text.definition().metrics())
        .extracting(m -> m.metric().name())
        .containsExactly("word_perplexity", "byte_perplexity", "bits_per_byte");
    write(
        "suite/mutual.yaml",
        "include: _default_yaml\ntask: mutual\nmetric_list: [{metric: acc_mutual_info}]\n");
    assertThat(load("mutual").requests(0, 1, 1234).get(0).scored())
        .containsExactly(
            new Continuation("Q: Sky?\nA:", " red"),
            new Continuation("Q: Sky?\nA:", " blue"),
            new Continuation("", " red"),
            new Continuation("", " blue"));
  }
}
