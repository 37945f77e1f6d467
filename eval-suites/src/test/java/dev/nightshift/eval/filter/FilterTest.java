package dev.nightshift.eval.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.eval.pattern.PythonPattern;
import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

  private static final String SOLUTION = "He pays 3 * $1,250 = $3,750.\n#### 3,750";

  private final Faults faults = new Faults();

  private List<String> apply(String yaml, Map<String, Object> item, String... responses) {
    return YamlFile.parse("step.yaml", yaml, faults)
        .map(
            map -> {
              FilterFactory factory =
                  CoreFilters.registry().find(map.requiredText("function")).orElseThrow();
              ResponseFilter step = factory.create(map);
              map.done();
              return step.apply(List.of(responses), item);
            })
        .orElseThrow();
  }

  private String one(String yaml, String response) {
    return apply(yaml, Map.of(), response).get(0);
  }

  @Test
  void strictMatchNeedsTheMarker() {
    assertThat(one("function: regex", SOLUTION)).isEqualTo("3,750");
    assertThat(one("function: regex", "The answer is 3750")).isEqualTo(ResponseFilter.INVALID);
  }

  @Test
  void flexibleExtractTakesTheLastNumberLikeText() {
    String flexible =
        "{function: regex, group_select: -1, regex_pattern: '(-?[$0-9.,]{2,})|(-?[0-9]+)'}";
    assertThat(one(flexible, SOLUTION)).isEqualTo("3,750");
    assertThat(one(flexible, "First 12, then 7")).isEqualTo("7");
    // As in the field: a price keeps its sign and its full stop; the metric removes them.
    assertThat(one(flexible, "It costs $12.")).isEqualTo("$12.");
    assertThat(one(flexible, "none")).isEqualTo(ResponseFilter.INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "first_number | there are 12 or 15 | 12",
        "last_number  | there are 12 or 15 | 15",
        "last_number  | 1,234,567.50 in all | 1234567.50",
        "first_number | -4 degrees | -4",
        "first_number | no number | [invalid]",
        "lowercase    | Yes | yes",
        "uppercase    | Yes | YES"
      })
  void steps(String function, String response, String expected) {
    assertThat(one("function: " + function, response)).isEqualTo(expected);
  }

  @Test
  void stepsOnWhiteSpace() {
    assertThat(one("function: strip", " a \n")).isEqualTo("a");
    assertThat(one("function: remove_whitespace", " a ")).isEqualTo("a");
  }

  @Test
  void stepsOnSeveralResponses() {
    String[] votes = {"3", "4", "3", "5"};
    assertThat(apply("function: majority_vote", Map.of(), votes)).containsExactly("3");
    assertThat(apply("function: take_first", Map.of(), votes)).containsExactly("3");
    assertThat(apply("{function: take_first_k, k: 2}", Map.of(), votes)).containsExactly("3", "4");
    apply("{function: take_first_k, k: 0}", Map.of(), votes);
    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly("step.yaml:1: k: '0' is not a whole number of at least 1");
  }

  @Test
  void groupSelectCountsMatchesFromEitherEnd() {
    PythonPattern words = PythonPattern.of("[a-z]+");
    assertThat(new RegexFilter(words, 1, "?").find("one two three")).isEqualTo("two");
    assertThat(new RegexFilter(words, -2, "?").find("one two three")).isEqualTo("two");
    assertThat(new RegexFilter(words, 3, "?").find("one two three")).isEqualTo("?");
  }

  @Test
  void mapReplacesWholeAnswers() {
    String step = "{function: map, mapping_dict: {yes: 1, 'no': 0}, default_value: -1}";
    assertThat(apply(step, Map.of(), "yes", "no", "perhaps")).containsExactly("1", "0", "-1");
    assertThat(one("{function: map, mapping_dict: {a: b}}", "c")).isEqualTo("None");
  }

  @Test
  void aChoiceIsFoundByPatternTextOrLetter() {
    String step =
        "{function: multi_choice_regex, regex_pattern: '(\\([A-Z]\\))', ignore_case: true,"
            + " ignore_punctuation: true, group_select: 0}";
    Map<String, Object> item = Map.of("choices", List.of("Mars.", "Venus (hot)"));
    assertThat(apply(step, item, "It is (B), I think")).containsExactly("(B)");
    assertThat(apply(step, item, "surely venus hot")).containsExactly("(B)");
    assertThat(apply(step, item, "the answer: A")).containsExactly("(A)");
    assertThat(apply(step, item, "no idea")).containsExactly("[invalid]");
  }

  @Test
  void tagsOfPartsOfSpeechAreWrittenAsPythonWritesThem() {
    assertThat(one("function: regex_pos", "[('a', 'DET'), ('dog', 'NOUN')]"))
        .isEqualTo("['DET', 'NOUN']");
    assertThat(one("function: regex_pos", "no tags")).isEqualTo("['invalid']");
  }

  @Test
  void noStepsTakeTheFirstResponse() {
    assertThat(FilterPipeline.none().answers(List.of(" a ", "b"), Map.of())).containsExactly(" a ");
    assertThat(CoreFilters.registry().find("regexp")).isEmpty();
  }
}
