package dev.nightshift.eval.mathtext;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "so \\boxed{\\frac{1}{2}}.|\\frac{1}{2}",
        "\\boxed{1} and \\boxed{x^{2}}|x^{2}",
        "it is \\boxed 7$ here|7",
        "\\fbox{3}|3",
        "\\boxed{a{b}|",
        "nothing|"
      })
  void theLastBoxIsFound(String text, String content) {
    assertThat(Boxed.last(text).orElse(null)).isEqualTo(content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\\frac12|\\frac{1}{2}|true",
        "\\dfrac{3}{4}|\\tfrac{3}{4}|true",
        "1/2|\\frac{1}{2}|true",
        "0.5|\\frac{1}{2}|true",
        ".5|\\frac{1}{2}|true",
        "x = 5|5|true",
        "k=5|5|true",
        "5 \\text{ cm}|5|true",
        "\\sqrt3|\\sqrt{3}|true",
        "10\\%|10|true",
        "90^\\circ|90|true",
        "\\left( 1, 2 \\right)|(1,2)|true",
        "a/b|\\frac{a}{b}|false",
        "a/b|a/b|true",
        "01/2|\\frac{1}{2}|false",
        "1,000|1000|false",
        "2|3|false"
      })
  void answersOfMathAreComparedAsPublished(String a, String b, boolean equal) {
    assertThat(HendrycksAnswers.equal(a, b)).as(a + " and " + b).isEqualTo(equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "x = $5$ dollars|5",
        "\\text{Friday}|Friday",
        "\\boxed{3}|3",
        "1,000|1000",
        "\\frac12|\\frac{1}{2}",
        "\\sqrt2|\\sqrt{2}",
        "the $\\frac{2}{3}$ of it|\\frac{2}{3}",
        "90^\\circ|90",
        "(1, 2)|(1,2)"
      })
  void answersAreNormalisedAsInMinerva(String answer, String normal) {
    assertThat(MinervaAnswers.normalise(answer)).isEqualTo(normal);
  }

  @Test
  void theFinalAnswerIsFound() {
    assertThat(
            MinervaAnswers.find(
                "We get 4.\nFinal Answer: The final answer is $4$. I hope it is correct.\n\nNext"))
        .isEqualTo("$4$");
    assertThat(MinervaAnswers.find("Final Answer: The final answer is $4$. ")).isEqualTo("$4$");
    assertThat(MinervaAnswers.find("The final answer is 4")).isEqualTo(MinervaAnswers.NONE);
    assertThat(MinervaAnswers.find("Final Answer: The final answer is 4\nI hope it is correct."))
        .isEqualTo(MinervaAnswers.NONE);
  }
}
