package dev.nightshift.eval.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.eval.verify.FinalAnswer.Rule;
import org.junit.jupiter.api.Test;

class FinalAnswerTest {

  private static FinalAnswer of(String text) {
    return FinalAnswer.of(text).orElseThrow();
  }

  @Test
  void takesTheLastClosedBox() {
    assertThat(of("so \\boxed{1} or \\boxed{\\frac{1}{2}}."))
        .isEqualTo(new FinalAnswer("\\frac{1}{2}", Rule.BOXED));
    assertThat(of("\\boxed{\\{1, 2\\}}").text()).isEqualTo("\\{1, 2\\}");
    assertThat(of("\\boxed {7} and \\boxed{8").text()).isEqualTo("7");
    assertThat(of("\\fbox{x} #### 5")).isEqualTo(new FinalAnswer("x", Rule.BOXED));
    assertThat(of("\\boxed{\\boxed{5}}").text()).isEqualTo("\\boxed{5}");
  }

  @Test
  void takesWhatIsMarkedElse() {
    assertThat(of("a\n#### 1,250\nb")).isEqualTo(new FinalAnswer("1,250", Rule.HASHES));
    assertThat(of("<think>3</think><answer> 4 </answer>"))
        .isEqualTo(new FinalAnswer("4", Rule.TAGS));
    assertThat(of("The answer is 5. The final answer is $x+1$. Good."))
        .isEqualTo(new FinalAnswer("$x+1$", Rule.PHRASE));
    assertThat(of("**Answer:** 3.5")).isEqualTo(new FinalAnswer("3.5", Rule.PHRASE));
    assertThat(of("one\nA: 12")).isEqualTo(new FinalAnswer("12", Rule.PHRASE));
  }

  @Test
  void takesAShortTextAsItIsAndTheLastNumberOfALongOne() {
    assertThat(of(" x^2 + 1 ")).isEqualTo(new FinalAnswer("x^2 + 1", Rule.WHOLE));
    assertThat(of("\\frac{1}{2} \\text{ or so}").rule()).isEqualTo(Rule.WHOLE);
    assertThat(of("Then we find that there are 12 of them and 7 others."))
        .isEqualTo(new FinalAnswer("7", Rule.NUMBER));
    assertThat(of("There is a total of about -1,234.5% left").text()).isEqualTo("-1,234.5%");
    assertThat(FinalAnswer.of("nobody can possibly know such things")).isEmpty();
    assertThat(FinalAnswer.of("  ")).isEmpty();
  }
}
