package dev.nightshift.eval.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Published solutions pass their tests in the sandbox; {@link CodeBench} runs all of them. */
class CodeDataTest {

  @Test
  void solutionsOfHumanEvalPass() throws IOException {
    Map<String, String> programs = CanonicalSolutions.humanEval();
    assertThat(programs).hasSize(164);
    assertThat(CanonicalSolutions.failures(CanonicalSolutions.every(4, programs))).isEmpty();
  }

  @Test
  void solutionsOfMbppPass() throws IOException {
    Map<String, String> programs = CanonicalSolutions.mbpp();
    assertThat(programs).hasSize(964);
    assertThat(CanonicalSolutions.failures(CanonicalSolutions.every(25, programs))).isEmpty();
  }

  @Test
  void solutionsOfMbppPlusPass() throws IOException {
    Map<String, String> programs = CanonicalSolutions.mbppPlus();
    assertThat(programs).hasSize(378);
    assertThat(CanonicalSolutions.failures(CanonicalSolutions.every(25, programs))).isEmpty();
  }

  @Test
  void wrongSolutionsDoNot() throws IOException {
    Map<String, String> programs = CanonicalSolutions.mbppPlus();
    String program = programs.getOrDefault("Mbpp/2", "");
    assertThat(program).contains("set(test_tup1) & set(test_tup2)");
    assertThat(
            CanonicalSolutions.failures(
                Map.of("wrong", program.replaceFirst("set\\(test_tup1\\) & ", ""))))
        .hasSize(1);
  }
}
