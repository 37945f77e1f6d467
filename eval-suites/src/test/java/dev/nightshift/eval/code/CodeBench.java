package dev.nightshift.eval.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs all published solutions, and prints programs per second and those that fail; run it with the
 * profile {@code bench}.
 */
@Tag("bench")
class CodeBench {

  private static List<String> run(String name, Map<String, String> programs) {
    long start = System.nanoTime();
    List<String> failures = CanonicalSolutions.failures(programs);
    double seconds = (System.nanoTime() - start) / 1e9;
    int cores = Runtime.getRuntime().availableProcessors();
    System.out.printf(
        "%s: %d programs, %d failed, %.1f s, %.1f programs/s, %.1f a core%n",
        name,
        programs.size(),
        failures.size(),
        seconds,
        programs.size() / seconds,
        programs.size() / seconds / cores);
    failures.forEach(System.out::println);
    return failures;
  }

  @Test
  void allSolutionsOfHumanEvalAndMbppPass() throws IOException {
    assertThat(run("HumanEval", CanonicalSolutions.humanEval())).isEmpty();
    assertThat(run("MBPP", CanonicalSolutions.mbpp())).isEmpty();
  }

  @Test
  void solutionsOfMbppPlus() throws IOException {
    assertThat(run("MBPP+", CanonicalSolutions.mbppPlus())).hasSizeLessThan(5);
  }
}
