package dev.nightshift.eval.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonPatternTest {

  private static List<String> all(String pattern, String text) {
    return PythonPattern.of(pattern).all(text).stream().map(MatchResult::group).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What Java reads otherwise, or refuses: braces and brackets that mean themselves.
        "\\\\boxed{[^}]*} | so \\boxed{12}. | \\boxed{12}",
        "[[(]a[])] | x[a] | [a]",
        "[]a]+ | b]a] | ]a]",
        "[^]]+ | ]]xy] | xy",
        "[a&&b]+ | c&&a | &&a",
        "a{,2}b | aaab | aab",
        "(?P<first_part>a)(?P=first_part) | baa | aa",
        "\\d+ | x٣٤ | ٣٤",
        "end\\Z | the end | end",
      })
  void patternsMeanWhatTheyMeanInPython(String pattern, String text, String found) {
    assertThat(all(pattern, text)).containsExactly(found);
  }

  @Test
  void onlyALineFeedEndsALine() {
    assertThat(all("a.b", "a\rb a\u2028b a\nb")).containsExactly("a\rb", "a\u2028b");
  }

  @Test
  void substitutionsNameGroups() {
    assertThat(PythonPattern.of("(\\w+) (\\w+)").substitute("ab cd!", "\\2-\\1"))
        .isEqualTo("cd-ab!");
    assertThat(PythonPattern.of("[,$]").removeFrom("$1,200")).isEqualTo("1200");
    assertThat(PythonPattern.of(PythonPattern.escape("a.b(c)")).finds("xa.b(c)")).isTrue();
    assertThat(PythonPattern.of("\\s+").pieces("a b\n c")).isEqualTo(3);
  }

  @Test
  void aPatternThatTriesWithoutEndFindsNothing() {
    assertThat(all("(a+)+$", "a".repeat(5000) + "b")).isEmpty();
    assertThat(all("(?:a|b)*c", "ab".repeat(200_000))).isEmpty();
  }
}
