package dev.nightshift.eval.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

  private static final String SOLUTION = "He pays 3 * $1,250 = $3,750.\n#### 3,750";

  private final FilterPipeline strict =
      new FilterPipeline(
          "strict-match", List.of(FilterFunction.REGEX.step(FilterSettings.DEFAULT)));
  private final FilterPipeline flexible =
      new FilterPipeline(
          "flexible-extract",
          List.of(
              new RegexFilter(
                  Pattern.compile("(-?[$0-9.,]{2,})|(-?[0-9]+)"), -1, ResponseFilter.INVALID)));

  @Test
  void strictMatchNeedsTheMarker() {
    assertThat(strict.answer(SOLUTION)).isEqualTo("3,750");
    assertThat(strict.answer("The answer is 3750")).isEqualTo(ResponseFilter.INVALID);
  }

  @Test
  void flexibleExtractTakesTheLastNumberLikeText() {
    assertThat(flexible.answer(SOLUTION)).isEqualTo("3,750");
    assertThat(flexible.answer("First 12, then 7")).isEqualTo("7");
    // As in the field: a price keeps its sign and its full stop; the metric removes them.
    assertThat(flexible.answer("It costs $12.")).isEqualTo("$12.");
    assertThat(flexible.answer("none")).isEqualTo(ResponseFilter.INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRST_NUMBER | there are 12 or 15 | 12",
        "LAST_NUMBER  | there are 12 or 15 | 15",
        "LAST_NUMBER  | 1,234,567.50 in all | 1234567.50",
        "FIRST_NUMBER | -4 degrees | -4",
        "FIRST_NUMBER | no number | [invalid]",
        "LOWERCASE    | Yes | yes",
        "UPPERCASE    | Yes | YES"
      })
  void steps(FilterFunction function, String response, String expected) {
    assertThat(function.step(FilterSettings.DEFAULT).apply(List.of(response)))
        .containsExactly(expected);
  }

  @Test
  void stepsOnWhiteSpace() {
    assertThat(FilterFunction.STRIP.step(FilterSettings.DEFAULT).apply(List.of(" a \n")))
        .containsExactly("a");
    assertThat(FilterFunction.REMOVE_WHITESPACE.step(FilterSettings.DEFAULT).apply(List.of(" a ")))
        .containsExactly("a ");
  }

  @Test
  void stepsOnSeveralResponses() {
    List<String> votes = List.of("3", "4", "3", "5");
    assertThat(FilterFunction.MAJORITY_VOTE.step(FilterSettings.DEFAULT).apply(votes))
        .containsExactly("3");
    assertThat(FilterFunction.TAKE_FIRST.step(FilterSettings.DEFAULT).apply(votes))
        .containsExactly("3");
    FilterSettings two = new FilterSettings("", 0, "", 2);
    assertThat(FilterFunction.TAKE_FIRST_K.step(two).apply(votes)).containsExactly("3", "4");
    FilterSettings zero = new FilterSettings("", 0, "", 0);
    assertThatThrownBy(() -> FilterFunction.TAKE_FIRST_K.step(zero))
        .hasMessage("k is 0, at least 1 is needed");
  }

  @Test
  void groupSelectCountsMatchesFromEitherEnd() {
    Pattern words = Pattern.compile("[a-z]+");
    assertThat(new RegexFilter(words, 1, "?").apply(List.of("one two three")))
        .containsExactly("two");
    assertThat(new RegexFilter(words, -2, "?").apply(List.of("one two three")))
        .containsExactly("two");
    assertThat(new RegexFilter(words, 3, "?").apply(List.of("one two three"))).containsExactly("?");
  }

  @Test
  void noStepsTakeTheFirstResponse() {
    assertThat(FilterPipeline.none().answer(List.of(" a ", "b"))).isEqualTo(" a ");
    assertThat(FilterFunction.find("regexp")).isEmpty();
    assertThat(FilterFunction.find("take_first")).contains(FilterFunction.TAKE_FIRST);
  }
}
