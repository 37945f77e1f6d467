package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemFamily;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.meta.LanguageExamples.Encoded;
import dev.nightshift.training.meta.LanguageExamples.Example;
import dev.nightshift.training.meta.LanguageExamples.Written;
import dev.nightshift.training.meta.TaskFamily.Side;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageTasksTest {

  private static final List<String> SIBLINGS =
      List.of(
          "logical_deduction_three_objects",
          "logical_deduction_five_objects",
          "logical_deduction_seven_objects",
          "tracking_shuffled_objects_three_objects",
          "tracking_shuffled_objects_seven_objects");

  @TempDir Path folder;

  @Test
  void variantsOfATaskAreOneGroup() {
    assertThat(TaskSides.group("logical_deduction_seven_objects"))
        .isEqualTo("logical_deduction_objects");
    assertThat(TaskSides.group("adding_12_digits")).isEqualTo("adding_digits");
    assertThat(TaskSides.group("multistep_arithmetic_two")).isEqualTo("multistep_arithmetic_two");
    assertThat(TaskSides.group("navigate")).isEqualTo("navigate");
    List<String> names = new ArrayList<>(SIBLINGS);
    for (int i = 0; i < 21; i++) {
      names.add("other" + i);
    }
    for (double share : new double[] {.1, .25, .5}) {
      Map<String, Side> sides = TaskSides.of(names, share);
      assertThat(sides.get(SIBLINGS.get(0)))
          .isEqualTo(sides.get(SIBLINGS.get(1)))
          .isEqualTo(sides.get(SIBLINGS.get(2)));
      assertThat(sides.get(SIBLINGS.get(3))).isEqualTo(sides.get(SIBLINGS.get(4)));
    }
    // 23 groups: a quarter is 5.75, so 6 are for the test; half of that is 2.875, so 3 on the way.
    Set<String> test = new HashSet<>();
    Set<String> validation = new HashSet<>();
    TaskSides.of(names, .25)
        .forEach(
            (name, side) -> {
              if (side == Side.TEST) {
                test.add(TaskSides.group(name));
              } else if (side == Side.VALIDATION) {
                validation.add(TaskSides.group(name));
              }
            });
    assertThat(test).hasSize(6);
    assertThat(validation).hasSize(3);
  }

  /** What is measured on shows no two numbers, in whatever order or wording, that were learnt. */
  @Test
  void noProblemOfAHeldOutFamilyIsLearnt() {
    Map<String, Side> sides =
        TaskSides.of(Arrays.stream(ProblemFamily.values()).map(ProblemFamily::label).toList(), .25);
    // 9 families: ⌈2.25⌉ for the test, ⌈1.125⌉ on the way, 4 to learn on.
    assertThat(sides.values()).filteredOn(side -> side == Side.TRAIN).hasSize(9 - 3 - 2);
    Set<String> learnt = new HashSet<>();
    Set<String> measured = new HashSet<>();
    Set<List<String>> starts = new HashSet<>();
    for (ProblemFamily family : ProblemFamily.values()) {
      boolean train = sides.get(family.label()) == Side.TRAIN;
      List<Problem> problems =
          LanguageExamples.distinct(7, family, train ? Split.TRAIN : Split.HELD_OUT, 300);
      assertThat(problems).hasSizeGreaterThan(100).hasSizeLessThanOrEqualTo(300);
      List<String> keys = problems.stream().map(Problem::operandsKey).toList();
      assertThat(keys).doesNotHaveDuplicates();
      (train ? learnt : measured).addAll(keys);
      starts.add(keys.subList(0, 5));
    }
    assertThat(learnt).isNotEmpty().doesNotContainAnyElementsOf(measured);
    assertThat(starts).as("families draw by seeds of their own").hasSize(9);
    List<Example> generated = LanguageExamples.generated(7, 50, .25).get("sum");
    assertThat(generated).isEqualTo(LanguageExamples.generated(7, 50, .25).get("sum"));
    assertThat(generated)
        .hasSize(50)
        .isNotEqualTo(LanguageExamples.generated(8, 50, .25).get("sum"));
  }

  @Test
  void anEpisodeSharesNothingBetweenSupportAndQuery() throws IOException {
    LanguageProtocol protocol = LanguageData.protocol(folder);
    try (TaskFamily<TokenBatch> tasks = protocol.tasks();
        TaskFamily<TokenBatch> again = protocol.tasks()) {
      Map<Side, Set<String>> names = new TreeMap<>();
      for (Side side : Side.values()) {
        for (int number = 0; number < 40; number++) {
          Episode<TokenBatch> episode = tasks.episode(side, number);
          assertThat(tasks.task(side, number)).isEqualTo(episode.task());
          assertThat(again.episode(side, number).query().ids()).isEqualTo(episode.query().ids());
          assertThat(prompts(episode.support()))
              .doesNotContainAnyElementsOf(prompts(episode.query()));
          names.computeIfAbsent(side, s -> new HashSet<>()).add(episode.task());
        }
      }
      // 8 tasks: a quarter for the test, an eighth on the way.
      assertThat(names.get(Side.TEST)).hasSize(2);
      assertThat(names.get(Side.VALIDATION))
          .hasSize(1)
          .doesNotContainAnyElementsOf(names.get(Side.TEST));
      assertThat(names.get(Side.TRAIN))
          .hasSize(5)
          .doesNotContainAnyElementsOf(names.get(Side.TEST))
          .doesNotContainAnyElementsOf(names.get(Side.VALIDATION));
    }
  }

  /** The second token of each row; rows are eight wide. */
  private static List<Long> prompts(TokenBatch batch) {
    List<Long> prompts = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      prompts.add(batch.ids()[row * batch.width() + 1]);
    }
    return prompts;
  }

  @Test
  void whatBecameOfExamplesIsKept() throws IOException {
    Map<String, List<Example>> tasks = LanguageData.tasks(4);
    tasks.put("small", List.of(new Example("1", "9"), new Example("1", "8")));
    Path data = folder.resolve("some");
    LanguageExamples.write(
        data,
        tasks,
        example -> {
          Encoded whole = LanguageData.encoded(example);
          return switch (example.prompt()) {
            case "7" -> new Encoded(new int[0], 1, false);
            case "8" -> new Encoded(whole.ids(), whole.firstTarget(), true);
            default -> whole;
          };
        },
        4,
        .25);
    Written written = LanguageExamples.written(data);
    // Four tasks of ten, of which each loses one; the fifth has one prompt, twice.
    assertThat(written.examples()).isEqualTo(36);
    assertThat(written.cut()).isEqualTo(4);
    assertThat(written.overlong()).isEqualTo(4);
    assertThat(written.repeated()).isEqualTo(1);
    assertThat(written.small()).isEqualTo(1);
    assertThat(LanguageExamples.exists(data)).isTrue();
    assertThat(Files.exists(folder.resolve("some.tasks.json.part"))).isFalse();
  }

  @Test
  void eachSideNeedsATask() {
    Path data = folder.resolve("few");
    assertThatThrownBy(
            () ->
                LanguageExamples.write(data, LanguageData.tasks(2), LanguageData::encoded, 4, .25))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(
            "of 2 tasks 2 have 4 examples that fit: 0 are to learn on, 1 to measure on the way and"
                + " 1 for the test")
        .hasMessageContaining("at least three that are no variants");
    assertThat(LanguageExamples.exists(data)).isFalse();
  }

  @Test
  void allMalformedFilesAreNamed() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"examples\": [\n{\"input\"");
    Path bare = Files.writeString(folder.resolve("bare.json"), "{\"canary\": 1}");
    Path halves =
        Files.writeString(
            folder.resolve("halves.json"),
            "{\"examples\": [{\"input\": \"a\", \"target\": \"b\"}, {\"input\": 1},"
                + " {\"target\": \"c\"}]}");
    Path good =
        Files.writeString(
            folder.resolve("good.json"),
            "{\"examples\": [{\"input\": \"a\", \"target\": \"(B)\"}]}");
    assertThatThrownBy(() -> LanguageExamples.bigBench(List.of(broken, bare, halves, good)))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("broken.json:2: the file is no JSON")
        .hasMessageContaining("bare.json: the file has no list 'examples'")
        .hasMessageContaining(
            "halves.json: 2 of 3 examples have no texts 'input' and 'target', the first is example"
                + " 2")
        .hasMessageNotContaining("good.json");
    assertThat(LanguageExamples.bigBench(List.of(good)))
        .containsExactly(Map.entry("good", List.of(new Example("Q: a\nA:", " (B)"))));
  }

  /**
   * 27 tasks, of which two have three variants each: 23 groups, 6 for the test and 3 on the way.
   */
  @Test
  void bigBenchHardIsReadAndDivided() throws IOException {
    Path shared =
        Path.of(System.getProperty("nightshift.root", "../.."), "../shared/data/bbh/bbh")
            .normalize();
    Assumptions.assumeTrue(
        Files.exists(shared), () -> "the shared test data are not there: " + shared);
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(shared, "*.json")) {
      found.forEach(files::add);
    }
    Map<String, List<Example>> tasks = LanguageExamples.bigBench(files);
    assertThat(tasks).hasSize(27);
    assertThat(tasks.keySet().stream().map(TaskSides::group).distinct()).hasSize(23);
    Path data = folder.resolve("bbh");
    LanguageExamples.write(
        data, tasks, example -> new Encoded(new int[] {1, 2}, 1, false), 16, .25);
    Written written = LanguageExamples.written(data);
    // causal_judgement and sports_understanding each have two prompts twice.
    assertThat(written.repeated()).isEqualTo(4);
    assertThat(written.of(Side.TRAIN) + written.of(Side.VALIDATION) + written.of(Side.TEST))
        .isEqualTo(27);
    Map<String, Side> sides = TaskSides.of(tasks.keySet(), .25);
    assertThat(sides.get("tracking_shuffled_objects_three_objects"))
        .isEqualTo(sides.get("tracking_shuffled_objects_seven_objects"));
  }

  /** Answers of two tokens: of the first both are right, of the second one. */
  @Test
  void anAnswerIsWholeWhereAllItsTokensAreRight() {
    TokenBatch batch = TokenBatch.of(List.of(new int[] {1, 5, 6}, new int[] {1, 7, 8}), 1, 0);
    try (PointerScope scope = new PointerScope()) {
      Learner.Judged judged =
          LanguageLearner.judged(
              TensorIo.floats(new float[] {0}, 1), new long[] {5, 6, 7, 9}, batch);
      assertThat(judged.right()).isEqualTo(3);
      assertThat(judged.units()).isEqualTo(4);
      assertThat(judged.whole()).isEqualTo(.5);
    }
  }

  @Test
  void theHeadIsTheMatrixOverTheVocabulary() {
    ModelConfig own =
        ModelConfig.parse(TinyLlama.json().replace("_embeddings\": true", "_embeddings\": false"));
    LanguageLearner learner = new LanguageLearner(own);
    try (PointerScope scope = new PointerScope()) {
      assertThat(learner.initial(1).keySet())
          .filteredOn(learner::isHead)
          .containsExactly("lm_head.weight");
    }
  }
}
