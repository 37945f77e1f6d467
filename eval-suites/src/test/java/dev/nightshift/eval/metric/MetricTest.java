package dev.nightshift.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricTest {

  /** The settings of GSM8K in lm-evaluation-harness. */
  private static final ExactMatch GSM8K =
      new ExactMatch(
          true,
          false,
          false,
          Stream.of(",", "\\$", "(?s).*#### ", "\\.$").map(Pattern::compile).toList());

  @Test
  void exactMatchIgnoresWhatItIsToldTo() {
    String target = "She sells 3 * 1,250.\n#### 3,750";
    assertThat(GSM8K.score(target, "3750")).isEqualTo(1);
    assertThat(GSM8K.score(target, "$3,750.")).isEqualTo(1);
    assertThat(GSM8K.score(target, "3751")).isZero();
    assertThat(GSM8K.score(target, "[invalid]")).isZero();
  }

  @Test
  void exactMatchIsExactOtherwise() {
    assertThat(ExactMatch.plain().score("68", "68")).isEqualTo(1);
    assertThat(ExactMatch.plain().score("68", " 68")).isZero();
    assertThat(ExactMatch.plain().score("Yes", "yes")).isZero();
    assertThat(new ExactMatch(true, true, true, List.of()).score("Yes, 12!", "yes")).isZero();
    assertThat(new ExactMatch(true, true, true, List.of()).score("Yes!12", "yes")).isEqualTo(1);
  }

  @Test
  void accuracyComparesCharacters() {
    assertThat(new Accuracy().score("B", "B")).isEqualTo(1);
    assertThat(new Accuracy().score("B", "b")).isZero();
    assertThat(new Accuracy().higherIsBetter()).isTrue();
  }

  @Test
  void mathEquivalenceComparesMeanings() {
    MathEquivalence metric = new MathEquivalence("math_verify");
    assertThat(metric.name()).isEqualTo("math_verify");
    assertThat(metric.score("so \\boxed{\\frac{1}{2}}", "0.5")).isEqualTo(1);
    assertThat(metric.score("\\frac{1}{2}", "The answer is \\boxed{\\frac{2}{5}}.")).isZero();
    assertThat(metric.score("5", "\\int x dx")).isZero();
    assertThat(metric.higherIsBetter()).isTrue();
  }
}
