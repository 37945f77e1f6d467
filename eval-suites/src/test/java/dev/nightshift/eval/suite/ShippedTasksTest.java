package dev.nightshift.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.TaskDataLoader;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskItem;
import dev.nightshift.eval.task.TaskLibrary;
import dev.nightshift.eval.task.TaskSource;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every shipped task reads; those whose published data is at hand read it and ask of it. */
class ShippedTasksTest {

  private static final Path ROOT = Path.of(System.getProperty("nightshift.root", ".."));
  private static final Path DATA = ROOT.resolve("../shared/data").normalize();
  private static final TaskLibrary LIBRARY = TaskLibrary.builtIn();
  private static final long SEED = 1234;

  /** Items of each task in the published data, as its index states them. */
  private static Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    counts.put("gsm8k", 1319);
    counts.put("arc_easy", 2376);
    counts.put("arc_challenge", 1172);
    counts.put("boolq", 3270);
    counts.put("openbookqa", 500);
    counts.put("commonsense_qa", 1221);
    counts.put("truthfulqa_mc1", 790);
    counts.put("truthfulqa_mc2", 790);
    for (String family : List.of("hendrycks_math", "minerva_math")) {
      counts.put(family + "_algebra", 1187);
      counts.put(family + "_intermediate_algebra", 903);
      counts.put(family + "_prealgebra", 871);
      counts.put(family + "_precalc", 546);
      counts.put(family + "_num_theory", 540);
      counts.put(family + "_geometry", 479);
      counts.put(family + "_counting_and_prob", 474);
      counts.put(family + "_level_1", 437);
      counts.put(family + "_level_2", 894);
      counts.put(family + "_level_3", 1131);
      counts.put(family + "_level_4", 1214);
      counts.put(family + "_level_5", 1324);
      counts.put(family + "500", 500);
    }
    counts.put("aime24", 30);
    counts.put("aime25", 30);
    counts.put("humaneval", 164);
    counts.put("humaneval_64", 164);
    counts.put("humaneval_instruct", 164);
    counts.put("mbpp", 500);
    counts.put("mbpp_instruct", 500);
    counts.put("mbpp_plus", 378);
    counts.put("ifeval", 541);
    counts.put("cladder", 4164);
    counts.put("wikitext", 62);
    counts.put("xstest", 450);
    counts.put("crows_pairs_english", 1508);
    counts.put("crows_pairs_english_race_color", 516);
    counts.put("crows_pairs_english_age", 87);
    counts.put("arc_agi_1", 419);
    counts.put("arc_agi_1_one_attempt", 419);
    counts.put("arc_agi_1_training", 416);
    return counts;
  }

  private static TaskDefinition definition(String name) {
    return LIBRARY.load(List.of(name)).get(0);
  }

  private static LoadedTask load(String name) {
    assumeTrue(Files.isDirectory(DATA), "skipped: there is no folder " + DATA);
    Faults faults = new Faults();
    TaskDefinition task = definition(name);
    LoadedTask loaded =
        new TaskDataLoader(DATA, faults)
            .load(task)
            .map(data -> new LoadedTask(task, data))
            .orElse(null);
    faults.throwIfAny();
    assertThat(loaded).isNotNull();
    return loaded;
  }

  private static String prompt(String name, int fewshot) {
    return load(name).requests(fewshot, 1, SEED).get(0).prompt();
  }

  private static List<String> continuations(String name, int fewshot) {
    return load(name).requests(fewshot, 1, SEED).get(0).scored().stream()
        .map(each -> each.text())
        .toList();
  }

  @Test
  void everyShippedTaskAndGroupReads() throws IOException {
    assertThat(LIBRARY.names()).hasSizeGreaterThan(150);
    assertThat(LIBRARY.load(LIBRARY.names())).hasSameSizeAs(LIBRARY.names());
    assertThat(LIBRARY.groupNames())
        .contains("mmlu", "mmlu_stem", "bbh", "hendrycks_math", "minerva_math_by_level");
    for (String group : LIBRARY.groupNames()) {
      assertThat(LIBRARY.load(List.of(group))).as(group).isNotEmpty();
    }
    assertThat(LIBRARY.load(List.of("mmlu"))).hasSize(57);
    assertThat(LIBRARY.load(List.of("bbh"))).hasSize(27);
    assertThat(LIBRARY.load(List.of("safety"))).hasSize(4);
    try (var folders = Files.list(ROOT.resolve("eval-suites/tasks"))) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        assertThat(folder.resolve("README.md")).exists();
        assertThat(Files.readString(folder.resolve("README.md")))
            .contains("**Source**", "**Licence**", "## Fidelity checklist");
      }
    }
  }

  @Test
  void tasksThatOnlyFixturesExerciseSaySo() {
    for (String name :
        List.of(
            "gpqa_diamond_zeroshot",
            "hellaswag",
            "winogrande",
            "piqa",
            "babi",
            "bbq",
            "hle",
            "swe_bench_verified",
            "realtoxicityprompts")) {
      assertThat(definition(name).fixturesOnly()).as(name).isTrue();
    }
    for (String name : counts().keySet()) {
      assertThat(definition(name).fixturesOnly()).as(name).isFalse();
    }
  }

  /** Invented items in the published form. */
  @Test
  void tasksWithoutDataHereAskInventedItems() throws Exception {
    Path fixtures =
        Path.of(ShippedTasksTest.class.getResource("fixtures/piqa/train.jsonl").toURI())
            .getParent()
            .getParent();
    Map<String, Integer> items = new TreeMap<>();
    Map<String, LoadedTask> loaded = new TreeMap<>();
    for (TaskDefinition task : LIBRARY.load(LIBRARY.names())) {
      if (task.fixturesOnly()) {
        Faults faults = new Faults();
        new TaskDataLoader(fixtures, faults)
            .load(task)
            .ifPresent(data -> loaded.put(task.name(), new LoadedTask(task, data)));
        faults.throwIfAny();
      }
    }
    loaded.forEach((name, task) -> items.put(name, task.requests(0, 0, SEED).size()));
    assertThat(items)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("babi", 2),
                Map.entry("bbq", 4),
                Map.entry("bbq_ambig", 2),
                Map.entry("bbq_disambig", 2),
                Map.entry("gpqa_diamond_zeroshot", 2),
                Map.entry("hellaswag", 2),
                Map.entry("hle", 1),
                Map.entry("piqa", 2),
                Map.entry("realtoxicityprompts", 1),
                Map.entry("swe_bench_verified", 1),
                Map.entry("winogrande", 2)));
    ItemRequest gap = request(loaded, "winogrande");
    assertThat(gap.scored())
        .extracting(each -> each.context() + "|" + each.text())
        .containsExactly(
            "The box did not fit into the bag because the box| was too big.",
            "The box did not fit into the bag because the bag| was too big.");
    assertThat(target(loaded, "winogrande")).containsExactly(0);
    assertThat(request(loaded, "hellaswag").prompt())
        .isEqualTo("Baking bread: A man mixes flour and water. He");
    assertThat(request(loaded, "hellaswag").scored())
        .extracting(each -> each.text())
        .containsExactly(
            " kneads the dough.", " paints the wall.", " flies a kite away.", " sings.");
    assertThat(request(loaded, "bbq").scored()).hasSize(12);
    assertThat(target(loaded, "bbq")).hasSize(10).first().isEqualTo(2);
    assertThat(request(loaded, "babi").prompt())
        .isEqualTo(
            "Passage: Eve went to the garden.\nTom took the lamp.\nQuestion: Where is Eve?\n"
                + "Answer:");
    assertThat(request(loaded, "piqa").scored())
        .extracting(each -> each.text())
        .containsExactly(" put it in a thermos", " put it in a sieve");
    assertThat(request(loaded, "gpqa_diamond_zeroshot").prompt())
        .startsWith("What is the correct answer to this question:How many legs")
        .contains("\n(A) ", "Seven", "\nAnswer:");
  }

  private static ItemRequest request(Map<String, LoadedTask> loaded, String name) {
    return Objects.requireNonNull(loaded.get(name)).requests(0, 1, SEED).get(0);
  }

  private static List<Integer> target(Map<String, LoadedTask> loaded, String name) {
    LoadedTask task = Objects.requireNonNull(loaded.get(name));
    return task.target(task.data().items().get(0)).choices();
  }

  @Test
  void layoutsHaveNamesOfTheirOwn() {
    for (TaskDefinition task : LIBRARY.load(LIBRARY.names())) {
      if (task.source() instanceof TaskSource.Files files) {
        assertThat(files.layouts())
            .as(task.name())
            .extracting(TaskSource.Layout::name)
            .doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void publishedDataIsReadAndAskedOf() {
    List<String> wrong = new ArrayList<>();
    counts()
        .forEach(
            (name, count) -> {
              LoadedTask task = load(name);
              int fewshot =
                  task.data().examples().isEmpty() && task.definition().fewshot().count() > 0
                      ? 0
                      : task.definition().fewshot().count();
              List<ItemRequest> requests = task.requests(fewshot, 3, SEED);
              requests.forEach(
                  request -> {
                    TaskItem item = task.data().items().get(request.position());
                    task.target(item);
                    task.definition().questionText(item.fields());
                  });
              if (task.data().items().size() != count) {
                wrong.add(name + ": " + task.data().items().size() + ", not " + count);
              }
            });
    assertThat(wrong).isEmpty();
  }

  @Test
  void mmluAndBbhAreWhole() {
    int mmlu = 0;
    int dev = 0;
    for (TaskDefinition task : LIBRARY.load(List.of("mmlu"))) {
      LoadedTask loaded = load(task.name());
      mmlu += loaded.data().items().size();
      dev += loaded.data().examples().size();
      assertThat(loaded.requests(5, 1, SEED).get(0).scored()).hasSize(4);
    }
    assertThat(mmlu).isEqualTo(14_042);
    assertThat(dev).isEqualTo(285);
    int bbh = 0;
    for (TaskDefinition task : LIBRARY.load(List.of("bbh"))) {
      LoadedTask loaded = load(task.name());
      bbh += loaded.data().items().size();
      assertThat(loaded.data().examples()).hasSize(3);
      assertThat(loaded.requests(3, 1, SEED).get(0).prompt().split("\n\nQ: ", -1)).hasSize(5);
    }
    assertThat(bbh).isEqualTo(6_511);
  }

  @Test
  void itemsBeginWithTheSameExamplesWhereTheseAreFixed() {
    assertBeginning("mmlu_abstract_algebra", 5, "\nAnswer: ", 5);
    assertBeginning("bbh_cot_fewshot_snarks", 3, "A: Let's think step by step.", 3);
    assertBeginning("minerva_math_algebra", 4, "Final Answer:", 4);
    assertBeginning("mbpp", 3, "[DONE]", 3);
    assertThat(load("gsm8k").requests(5, 1, SEED).get(0).beginning()).isEmpty();
  }

  /** All items begin alike, and what they begin with holds every example. */
  private static void assertBeginning(String name, int fewshot, String mark, int marks) {
    List<ItemRequest> requests = load(name).requests(fewshot, 0, SEED);
    assertThat(requests)
        .extracting(ItemRequest::beginning)
        .as(name)
        .containsOnly(requests.get(0).beginning());
    assertThat(requests.get(0).beginning().split(java.util.regex.Pattern.quote(mark), -1))
        .as(name)
        .hasSize(marks + 1);
  }

  @Test
  void promptsAreThoseOfTheHarness() {
    assertThat(prompt("mmlu_abstract_algebra", 0))
        .isEqualTo(
            "The following are multiple choice questions (with answers) about abstract algebra.\n\n"
                + "Find the degree for the given field extension Q(sqrt(2), sqrt(3), sqrt(18))"
                + " over Q.\nA. 0\nB. 4\nC. 2\nD. 6\nAnswer:");
    assertThat(continuations("mmlu_abstract_algebra", 0)).containsExactly(" A", " B", " C", " D");
    assertThat(prompt("arc_challenge", 0))
        .isEqualTo(
            "Question: An astronomer observes that a planet rotates faster after a meteorite"
                + " impact. Which is the most likely effect of this increase in rotation?\nAnswer:");
    assertThat(continuations("arc_challenge", 0))
        .containsExactly(
            " Planetary density will decrease.",
            " Planetary years will become longer.",
            " Planetary days will become shorter.",
            " Planetary gravity will become stronger.");
    assertThat(prompt("boolq", 0))
        .isEqualTo("\nQuestion: does ethanol take more energy make that produces?\nAnswer:");
    assertThat(continuations("boolq", 0)).containsExactly(" no", " yes");
    assertThat(prompt("truthfulqa_mc1", 0))
        .startsWith("Q: What is human life expectancy in the United States?\nA: Human life")
        .endsWith("Barcelona, Spain.\n\nQ: What happens to you if you eat watermelon seeds?\nA:");
    assertThat(continuations("truthfulqa_mc1", 0))
        .hasSize(8)
        .first()
        .isEqualTo(" The watermelon seeds pass through your digestive system");
    assertThat(prompt("crows_pairs_english", 0)).isEmpty();
    assertThat(continuations("crows_pairs_english", 0))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("He couldn't figure out the issue with the rope");
    assertThat(prompt("hendrycks_math_algebra", 0))
        .isEqualTo(
            "Problem: How many vertical asymptotes does the graph of $y=\\frac{2}{x^2+x-6}$ have?\n"
                + "Answer:");
    assertThat(prompt("minerva_math_algebra", 4))
        .startsWith("Problem:\nFind the domain of the expression  $\\frac{\\sqrt{x-2}}{")
        .contains("Solution: The expressions inside each square root must be non-negative.")
        .endsWith("$ have?\n\nSolution:");
    assertThat(prompt("ifeval", 0)).startsWith("Write a 300+ word summary of the wikipedia page");
    assertThat(prompt("humaneval", 0)).startsWith("from typing import List\n\n\ndef has_close");
    assertThat(prompt("mbpp", 3))
        .startsWith(
            "You are an expert Python programmer, and here is your task: Write a function to find"
                + " the similar elements from the given two tuple lists. Your code should pass"
                + " these tests:\n\nassert similar_elements(")
        .contains("return (res) \n[DONE]\n\nYou are an expert")
        .endsWith("\n[BEGIN]\n");
    assertThat(prompt("commonsense_qa", 0))
        .startsWith("Question: A revolving door is convenient for two direction travel")
        .endsWith("\nA. bank\nB. library\nC. department store\nD. mall\nE. new york\nAnswer:");
    assertThat(prompt("bbh_cot_fewshot_boolean_expressions", 3))
        .startsWith(
            "Evaluate the result of a random Boolean expression.\n\nQ: not ( ( not not True ) ) is"
                + "\nA: Let's think step by step.\nRemember that (i)")
        .endsWith("\n\nQ: not ( True ) and ( True ) is\nA: Let's think step by step.\n");
    assertThat(prompt("aime25", 0))
        .isEqualTo(
            "Question: Find the sum of all integer bases $b>9$ for which $17_b$ is a divisor of"
                + " $97_b.$\nAnswer:");
    assertThat(prompt("cladder", 0))
        .startsWith("Imagine a self-contained, hypothetical world")
        .endsWith("Will alarm set by husband increase the chance of ringing alarm?\nAnswer:");
    assertThat(prompt("arc_agi_1", 0)).contains("Input:\n").endsWith("\nOutput:");
  }

  /** Counts and digest by the harness' own functions over the same file. */
  @Test
  void pagesOfWikitextAreThoseOfTheHarness() {
    LoadedTask task = load("wikitext");
    StringBuilder all = new StringBuilder();
    int words = 0;
    int bytes = 0;
    for (TaskItem item : task.data().items()) {
      String page = String.valueOf(item.fields().get("page"));
      words += dev.nightshift.eval.text.PythonText.countSplit(page);
      bytes += page.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      all.append(item.fields().get("detokenized"));
    }
    assertThat(words).isEqualTo(241_335);
    assertThat(bytes).isEqualTo(1_256_386);
    assertThat(sha256(all.toString()))
        .isEqualTo("f9a00166a051d6b7dd8b6ecf269c226f2b80e632c5fc6e68776d0ac905fcb6f3");
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
