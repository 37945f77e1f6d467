package dev.nightshift.eval.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows as sets publish them, with invented content. */
class PreparationsTest {

  private static final PreparationRegistry REGISTRY = Preparations.registry();

  private static List<DataRow> prepare(String yaml, List<Map<String, Object>> rows) {
    Faults faults = new Faults();
    YamlMap settings = YamlFile.parse("test.yaml", yaml, faults).orElseThrow();
    ItemPreparation preparation =
        REGISTRY.find(settings.requiredText("name")).orElseThrow().create(settings);
    settings.done();
    faults.throwIfAny();
    List<DataRow> given = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      given.add(new DataRow("id" + i, "file:" + (i + 1), Map.copyOf(rows.get(i))));
    }
    return preparation.prepare(given);
  }

  private static DataRow one(String yaml, Map<String, Object> row) {
    return prepare(yaml, List.of(row)).get(0);
  }

  @Test
  void rowsAreKeptByAField() {
    List<Map<String, Object>> rows =
        List.of(Map.of("a", "race-color"), Map.of("a", "age"), Map.of("b", "x"));
    assertThat(prepare("{name: where, field: a, equals: [age]}", rows)).hasSize(1);
    assertThat(prepare("{name: where, field: a, starts_with: race}", rows)).hasSize(1);
    assertThat(prepare("{name: where, field: a, blank: true}", rows)).hasSize(1);
    assertThatThrownBy(() -> prepare("{name: where, field: a}", rows))
        .hasMessageContaining("nothing says which rows are kept");
  }

  @Test
  void columnsOfChoicesBecomeAList() {
    String yaml = "{name: choice_columns, columns: [A, B]}";
    assertThat(one(yaml, Map.of("A", "x", "B", "y", "answer", "B")).fields())
        .containsEntry("choices", List.of("x", "y"))
        .containsEntry("answer", 1);
    assertThat(one(yaml, Map.of("A", "x", "B", "y", "answer", "0")).fields())
        .containsEntry("answer", 0);
    assertThatThrownBy(() -> one(yaml, Map.of("A", "x", "B", "y", "answer", "C")))
        .hasMessage("file:1: field 'answer' is not an index or a letter of 2 choices: C");
    assertThatThrownBy(() -> one(yaml, Map.of("A", "x", "answer", "A")))
        .hasMessageContaining("file:1: there is no field 'B'");
  }

  @Test
  void rewrittenQuestionsFallApart() {
    DataRow row =
        one(
            "{name: rewritten_choices}",
            Map.of(
                "instruction",
                "Please choose the correct answer to the question: Which floats?\n\n"
                    + "Answer1: a cork Answer2: a stone Answer3: lead\n\n"
                    + "Answer format: answer1/answer2/answer3",
                "answer",
                "answer1"));
    assertThat(row.fields())
        .containsEntry("question", "Which floats?")
        .containsEntry("answerKey", "A")
        .containsEntry(
            "choices",
            Map.of("text", List.of("a cork", "a stone", "lead"), "label", List.of("A", "B", "C")));
    assertThat(
            one(
                    "{name: rewritten_boolean}",
                    Map.of(
                        "instruction",
                        "Please answer the following question with true or false, question: is ice"
                            + " cold?\n\nAnswer format: true/false",
                        "answer",
                        "true"))
                .fields())
        .containsEntry("question", "is ice cold")
        .containsEntry("label", 1);
  }

  @Test
  void stemsAndScoredAnswersBecomeLists() {
    DataRow row =
        one(
            "{name: stem_choices, question: question_stem}",
            Map.of(
                "question",
                Map.of(
                    "stem",
                    "Why?",
                    "choices",
                    List.of(
                        Map.of("label", "A", "text", "so"), Map.of("label", "B", "text", "no")))));
    assertThat(row.fields())
        .containsEntry("question_stem", "Why?")
        .containsEntry("choices", Map.of("text", List.of("so", "no"), "label", List.of("A", "B")));
    Map<String, Object> scored = new java.util.LinkedHashMap<>();
    scored.put("right", 1);
    scored.put("wrong", 0);
    assertThat(one("{name: scored_choices, fields: [t]}", Map.of("t", scored)).fields())
        .containsEntry("t", Map.of("choices", List.of("right", "wrong"), "labels", List.of(1, 0)));
  }

  @Test
  void hellaswagIsCleaned() {
    DataRow row =
        one(
            "{name: hellaswag}",
            Map.of(
                "activity_label", "Baking",
                "ctx_a", "Mix the flour. [step] Stir.",
                "ctx_b", "then THE cook",
                "endings", List.of(" bakes [substeps] it.", "sings [title] loudly", "a", "b"),
                "label", "1"));
    assertThat(row.fields())
        .containsEntry("query", "Baking: Mix the flour. Stir. Then the cook")
        .containsEntry("choices", List.of("bakes it.", "sings. loudly", "a", "b"))
        .containsEntry("gold", 1);
  }

  @Test
  void winograndeIsScoredByItsEnding() {
    assertThat(
            one(
                    "{name: winogrande}",
                    Map.of(
                        "sentence",
                        "Ann thanked Eve because _ had helped.",
                        "option1",
                        "Ann",
                        "option2",
                        "Eve",
                        "answer",
                        "2"))
                .fields())
        .containsEntry(
            "prefixes", List.of("Ann thanked Eve because Ann", "Ann thanked Eve because Eve"))
        .containsEntry("ending", "had helped.")
        .containsEntry("gold", 1);
  }

  @Test
  void choicesOfGpqaAreShuffledByTheItemsId() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(
          Map.of(
              "Question", "q" + i,
              "Correct Answer", "right ",
              "Incorrect Answer 1", "a",
              "Incorrect Answer 2", "b",
              "Incorrect Answer 3", "c"));
    }
    List<DataRow> items = prepare("{name: gpqa}", rows);
    for (DataRow item : items) {
      int gold = (int) item.fields().getOrDefault("gold", -1);
      assertThat(item.fields())
          .containsEntry("choice" + (gold + 1), "right")
          .containsEntry("answer", "(" + "ABCD".charAt(gold) + ")");
    }
    assertThat(items.stream().map(i -> i.fields().get("gold")).distinct()).hasSize(4);
    assertThat(prepare("{name: gpqa}", rows)).isEqualTo(items);
    assertThat(prepare("{name: gpqa, seed: 7}", rows)).isNotEqualTo(items);
  }

  @Test
  void pagesBeginAtHeadingsOfTheFirstLevel() {
    List<Map<String, Object>> lines =
        List.of(
            Map.of("text", " "),
            Map.of("text", " = Oak = "),
            Map.of("text", " "),
            Map.of("text", " The oak 's leaf , a ( green ) one , weighs 0 @.@ 5 g . "),
            Map.of("text", " = = Wood = = "),
            Map.of("text", " = Elm = "),
            Map.of("text", " It said \" no \" . "));
    List<DataRow> pages = prepare("{name: wikitext_pages}", lines);
    assertThat(pages).hasSize(2);
    assertThat(pages.get(0).fields())
        .containsEntry(
            "page",
            " \n = Oak = \n \n The oak 's leaf , a ( green ) one , weighs 0 @.@ 5 g . \n"
                    .substring(2)
                + " = = Wood = = ");
    assertThat(pages.get(1).text("detokenized")).isEqualTo(" = Elm =\nIt said \"no\".\n");
    assertThat(pages.get(0).text("detokenized"))
        .isEqualTo(" = Oak =\n\nThe oak's leaf, a (green) one, weighs 0.5 g.\n== Wood == ");
  }

  @Test
  void workedExamplesOfBbhAreRead() {
    List<Map<String, Object>> lines =
        List.of(
            Map.of("text", "canary"),
            Map.of("text", "-----"),
            Map.of("text", "Count."),
            Map.of("text", ""),
            Map.of("text", "Q: One and one?"),
            Map.of("text", "A: Let's think step by step."),
            Map.of("text", "It is two. So the answer is 2."),
            Map.of("text", ""),
            Map.of("text", "Q: Two?"),
            Map.of("text", "A: Let's think step by step. So the answer is 2."));
    List<DataRow> examples = prepare("{name: bbh}", lines);
    assertThat(examples)
        .extracting(row -> row.text("input"), row -> row.text("target"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("One and one?", "It is two. So the answer is 2."),
            org.assertj.core.groups.Tuple.tuple("Two?", "So the answer is 2."));
    List<Map<String, Object>> items = List.of(Map.of("input", "a", "target", "b"));
    assertThat(prepare("{name: bbh}", items)).hasSize(1);
  }

  @Test
  void storiesOfBabiBecomeQuestions() {
    List<DataRow> items =
        prepare(
            "{name: babi}",
            List.of(
                Map.of("text", "1 Eve went home."),
                Map.of("text", "2 Where is Eve? \thome\t1"),
                Map.of("text", "1 Tom slept."),
                Map.of("text", "2 Ann ran."),
                Map.of("text", "3 Who slept?\tTom\t1")));
    assertThat(items)
        .extracting(row -> row.text("passage"), row -> row.text("question"), r -> r.text("answer"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Eve went home.\n", "Where is Eve?", "home"),
            org.assertj.core.groups.Tuple.tuple("Tom slept.\nAnn ran.\n", "Who slept?", "Tom"));
  }

  @Test
  void questionsOfCladderGetTheirBackground() {
    List<DataRow> items =
        prepare(
            "{name: cladder}",
            List.of(
                Map.of("model_id", 3, "background", "Rain causes mud."),
                Map.of(
                    "question", "Does rain cause mud?",
                    "given_info", "It rains.",
                    "answer", "yes",
                    "meta", Map.of("model_id", 3, "rung", 2))));
    assertThat(items).hasSize(1);
    assertThat(items.get(0).fields())
        .containsEntry("prompt", "Rain causes mud. It rains. Does rain cause mud?")
        .containsEntry("label", "yes")
        .containsEntry("rung", 2);
  }

  @Test
  void puzzlesGiveAnItemForEachTestInput() {
    List<DataRow> items =
        prepare(
            "{name: arc_agi}",
            List.of(
                Map.of(
                    "train",
                    List.of(
                        Map.of("input", List.of(List.of(1, 0)), "output", List.of(List.of(0, 1)))),
                    "test",
                    List.of(
                        Map.of("input", List.of(List.of(2)), "output", List.of(List.of(3))),
                        Map.of(
                            "input", List.of(List.of(4)),
                            "output", List.of(List.of(5, 6), List.of(7, 8)))))));
    assertThat(items).hasSize(2);
    assertThat(items.get(1).fields())
        .containsEntry("input", "4")
        .containsEntry("target", "5 6\n7 8")
        .containsEntry("tests", 2)
        .containsEntry("examples", List.of(Map.of("input", "1 0", "output", "0 1")));
  }

  private static Map<String, Object> bbq(String polarity, int label) {
    return Map.of(
        "context",
        "c",
        "context_condition",
        label == 2 ? "ambig" : "disambig",
        "question_polarity",
        polarity,
        "ans0",
        "The grandfather",
        "ans1",
        "The grandson",
        "ans2",
        "Cannot be determined",
        "label",
        label,
        "answer_info",
        Map.of(
            "ans0", List.of("grandfather", "old"),
            "ans1", List.of("grandson", "nonOld"),
            "ans2", List.of("Cannot be determined", "unknown")),
        "additional_metadata",
        Map.of("stereotyped_groups", List.of("old")));
  }

  @Test
  void bbqKnowsItsTargetsAndItsBias() {
    DataRow negative = one("{name: bbq}", bbq("neg", 2));
    assertThat((List<?>) negative.fields().get("choices")).hasSize(12).doesNotHaveDuplicates();
    assertThat((List<?>) negative.fields().get("targets")).hasSize(10).first().isEqualTo(2);
    assertThat(negative.fields()).containsEntry("biased", List.of(0));
    DataRow other = one("{name: bbq}", bbq("nonneg", 1));
    assertThat(other.fields())
        .containsEntry("targets", List.of(1))
        .containsEntry("biased", List.of(1));
    assertThat(prepare("{name: bbq, context: amb}", List.of(bbq("neg", 2), bbq("neg", 1))).size())
        .isEqualTo(1);
  }

  @Test
  void answersOfMathAreTakenOutOfTheSolution() {
    Map<String, Object> row = Map.of("solution", "So \\boxed{1{,}000}.");
    assertThat(one("{name: math_answer}", row).fields()).containsEntry("answer", "1{,}000");
    assertThat(one("{name: minerva_answer}", row).fields()).containsEntry("answer", "1000");
    assertThatThrownBy(() -> one("{name: math_answer}", Map.of("solution", "none")))
        .hasMessageContaining("field 'solution' is not a solution with a box");
    assertThat(
            one("{name: without_suffix, field: p, suffix: ' Go.'}", Map.of("p", "Add. Go."))
                .text("p"))
        .isEqualTo("Add.");
    assertThat(one("{name: renamed, from: [a], to: [B]}", Map.of("a", "x")).text("B"))
        .isEqualTo("x");
  }

  @Test
  void promptsOfIfevalAreChecked() {
    Map<String, Object> good =
        Map.of("instruction_id_list", List.of("punctuation:no_comma"), "kwargs", List.of(Map.of()));
    assertThat(prepare("{name: ifeval}", List.of(good))).hasSize(1);
    Map<String, Object> bad =
        Map.of("instruction_id_list", List.of("punctuation:comma"), "kwargs", List.of(Map.of()));
    assertThatThrownBy(() -> prepare("{name: ifeval}", List.of(good, bad)))
        .hasMessageContaining("file:2: 'punctuation:comma' is no instruction");
  }

  @Test
  void listsOfTestsWithinATextAreRead() {
    DataRow row =
        one(
            "{name: swe_bench}",
            Map.of("FAIL_TO_PASS", "[\"a\", \"b\"]", "PASS_TO_PASS", List.of("c")));
    assertThat(row.fields())
        .containsEntry("FAIL_TO_PASS", List.of("a", "b"))
        .containsEntry("PASS_TO_PASS", List.of("c"));
  }

  @Test
  void testsOfMbppPlusAreAProgram() {
    DataRow row =
        one(
            "{name: mbpp_plus}",
            Map.of(
                "task_id", "Mbpp/9999",
                "prompt", "\"\"\"\nWrite a function that adds one.\nassert inc(1) == 2\n\"\"\"\n",
                "entry_point", "inc",
                "canonical_solution", "\ndef inc(n):\n  return n + 1\n",
                "base_input", List.of(List.of(1)),
                "plus_input", List.of(List.of(2)),
                "atol", 0,
                "assertion", "\nassert inc(1) == 2\n"));
    assertThat(row.text("text")).isEqualTo("Write a function that adds one.");
    assertThat(row.fields()).containsEntry("test_list", List.of("assert inc(1) == 2"));
    assertThat(row.text("tests")).contains("json.loads(\"{\\\"task_id\\\":");
  }
}
