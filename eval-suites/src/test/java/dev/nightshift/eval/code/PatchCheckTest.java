package dev.nightshift.eval.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.PythonRuntime;
import dev.nightshift.eval.sandbox.TestSandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small repository with a fault, patches for it, and its tests. */
class PatchCheckTest {

  private static final String BASE =
      """
      def half(n):
          return n // 3


      def double(n):
          return n * 2
      """;

  private static final String OLD_TESTS =
      """
      import unittest
      from calc import double


      class CalcTest(unittest.TestCase):
          def test_double(self):
              self.assertEqual(double(4), 8)
      """;

  private static final String TEST_PATCH =
      """
      diff --git a/test_calc.py b/test_calc.py
      --- a/test_calc.py
      +++ b/test_calc.py
      @@ -1,7 +1,10 @@
       import unittest
      -from calc import double
      +from calc import double, half
      \s
      \s
       class CalcTest(unittest.TestCase):
           def test_double(self):
               self.assertEqual(double(4), 8)
      +
      +    def test_half(self):
      +        self.assertEqual(half(4), 2)
      """;

  private static final String GOOD =
      """
      diff --git a/calc.py b/calc.py
      --- a/calc.py
      +++ b/calc.py
      @@ -1,2 +1,2 @@
       def half(n):
      -    return n // 3
      +    return n // 2
      """;

  private static final String FAILING = "test_half (test_calc.CalcTest.test_half)";
  private static final String PASSING = "test_double (test_calc.CalcTest.test_double)";

  @TempDir private Path folder;
  private String command = "";
  private List<Path> readable = List.of();
  private PatchCheck check =
      new PatchCheck(
          new Repositories(Path.of(".")),
          TestSandbox.open(Isolation.STRICT),
          PassAtKMetric.limits(20, 512));
  private PatchCheck.Issue issue = new PatchCheck.Issue("", "", "", List.of(), List.of());

  private static void git(Path folder, String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of("-c", "user.name=a", "-c", "user.email=a@b.c"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
  }

  @BeforeEach
  void makeARepository() throws Exception {
    assumeTrue(PythonRuntime.find().isPresent(), "skipped: there is no python3 on the path");
    PythonRuntime python = PythonRuntime.find().orElseThrow();
    Path repository = Files.createDirectories(folder.resolve("acme__calc"));
    Files.writeString(repository.resolve("calc.py"), BASE);
    Files.writeString(repository.resolve("test_calc.py"), OLD_TESTS);
    git(repository, "init", "-q", "-b", "main");
    git(repository, "add", ".");
    git(repository, "commit", "-q", "-m", "Base");
    git(repository, "tag", "base");
    // What the checkout holds by now does not matter: the base is taken from its history.
    Files.writeString(repository.resolve("calc.py"), "broken");
    command = python.executable() + " -B -m unittest -v test_calc";
    readable = python.readable();
    check =
        new PatchCheck(
            new Repositories(folder),
            TestSandbox.open(Isolation.STRICT),
            PassAtKMetric.limits(20, 512));
    issue =
        new PatchCheck.Issue("acme/calc", "base", TEST_PATCH, List.of(FAILING), List.of(PASSING));
  }

  private PatchCheck.Verdict verdict(String patch) {
    return check.check(issue, patch, command, readable);
  }

  @Test
  void aPatchThatMendsTheFaultResolvesTheIssue() {
    assertThat(verdict(GOOD)).isEqualTo(PatchCheck.Verdict.RESOLVED);
    // Tests that the patch brings along are put back.
    String withTests = GOOD + TEST_PATCH.replace("assertEqual(half(4), 2)", "assertTrue(False)");
    assertThat(verdict(withTests)).isEqualTo(PatchCheck.Verdict.RESOLVED);
    // Lines that have moved are found by patch.
    assertThat(verdict(GOOD.replace("@@ -1,2 +1,2 @@\n", "@@ -3,2 +3,2 @@\n")))
        .isEqualTo(PatchCheck.Verdict.RESOLVED);
  }

  @Test
  void otherPatchesDoNot() {
    assertThat(verdict("")).isEqualTo(PatchCheck.Verdict.NOT_RESOLVED);
    assertThat(verdict(GOOD.replace("n // 2", "n // 4")))
        .isEqualTo(PatchCheck.Verdict.NOT_RESOLVED);
    assertThat(verdict(GOOD.replace("    return n // 3", "    return n / 7")))
        .isEqualTo(PatchCheck.Verdict.PATCH_DOES_NOT_APPLY);
    assertThat(verdict(GOOD.replace("return n // 2", "raise SystemExit(0)")))
        .isEqualTo(PatchCheck.Verdict.NOT_RESOLVED);
    assertThat(verdict(GOOD.replace("return n // 2", "return [0 for i in iter(int, 1)]")))
        .isEqualTo(PatchCheck.Verdict.STOPPED);
  }

  @Test
  void aPatchCannotLeaveTheRepository() {
    assertThat(verdict(GOOD.replace("calc.py", "../command.sh")))
        .isEqualTo(PatchCheck.Verdict.PATCH_DOES_NOT_APPLY);
  }

  @Test
  void whatIsMissingIsTold() {
    assertThatThrownBy(
            () ->
                check.check(
                    new PatchCheck.Issue("acme/none", "base", "", List.of(), List.of()),
                    GOOD,
                    command,
                    readable))
        .hasMessageContaining("there is no checkout of acme/none")
        .hasMessageContaining("acme__none");
    assertThatThrownBy(
            () ->
                check.check(
                    new PatchCheck.Issue("acme/calc", "nope", "", List.of(), List.of()),
                    GOOD,
                    command,
                    readable))
        .hasMessageContaining("commit nope cannot be read");
  }

  @Test
  void patchesAreFoundInResponses() throws IOException {
    assertThat(PatchText.in("Here:\n```diff\n" + GOOD + "```\nDone.")).contains(GOOD);
    assertThat(PatchText.in("<patch>\n" + GOOD + "</patch>")).contains(GOOD);
    assertThat(PatchText.in("I changed it.\n" + GOOD)).contains(GOOD);
    assertThat(PatchText.in("no patch")).isEmpty();
    assertThat(PatchText.files(TEST_PATCH)).containsExactly("test_calc.py");
  }

  @Test
  void linesOfTestRunnersAreRead() {
    assertThat(
            TestLog.read(
                """
                PASSED tests/test_a.py::test_one
                FAILED tests/test_a.py::test_two - AssertionError: no
                ERROR tests/test_b.py
                test_x (m.C) ... ok
                test_y (m.C) ... FAIL
                test_z (m.C) ... skipped 'why'
                test_x (m.C) ... ok
                """))
        .isEqualTo(
            Map.of(
                "tests/test_a.py::test_one", true,
                "tests/test_a.py::test_two", false,
                "tests/test_b.py", false,
                "test_x (m.C)", true,
                "test_y (m.C)", false,
                "test_z (m.C)", true));
  }
}
