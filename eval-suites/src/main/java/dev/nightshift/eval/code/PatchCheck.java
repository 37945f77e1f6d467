package dev.nightshift.eval.code;

import dev.nightshift.eval.sandbox.Sandbox;
import dev.nightshift.eval.sandbox.SandboxLimits;
import dev.nightshift.eval.sandbox.SandboxRequest;
import dev.nightshift.eval.sandbox.SandboxResult;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies a patch to a copy of a repository and runs named tests on it, in the sandbox. Source:
 * Jimenez et al., "SWE-bench: can language models resolve real-world GitHub issues?", arXiv
 * 2310.06770.
 *
 * <p>The files of the base commit are laid out; the model's patch is applied with {@code git
 * apply}, else with {@code patch --fuzz=5}; the files that the test patch names are put back to the
 * base, and it is applied; then the command runs. An issue is resolved if all tests of both lists
 * passed.
 */
final class PatchCheck {

  private static final int NOT_APPLIED = 101;
  private static final int TESTS_NOT_APPLIED = 102;

  private static final String SCRIPT =
      """
      mkdir repo && tar -xf "$1" -C repo || exit 100
      base=$1; shift
      cd repo
      if [ -s ../model.patch ]; then
        git apply -v --whitespace=nowarn ../model.patch 2> ../apply.log \\
          || patch --batch --fuzz=5 -p1 -i ../model.patch >> ../apply.log 2>&1 \\
          || { cat ../apply.log >&2; exit 101; }
      fi
      for file in "$@"; do
        rm -f -- "$file"
        tar -xf "$base" -- "$file" 2> /dev/null || true
      done
      if [ -s ../test.patch ]; then
        git apply --whitespace=nowarn ../test.patch || exit 102
      fi
      sh ../command.sh
      """;

  private final Repositories repositories;
  private final Sandbox sandbox;
  private final SandboxLimits limits;

  PatchCheck(Repositories repositories, Sandbox sandbox, SandboxLimits limits) {
    this.repositories = repositories;
    this.sandbox = sandbox;
    this.limits = limits;
  }

  /**
   * What is checked.
   *
   * @param repository {@code OWNER/NAME}
   * @param commit the base
   * @param testPatch adds the tests
   * @param failing tests that the patch must mend
   * @param passing tests that must go on passing
   */
  record Issue(
      String repository,
      String commit,
      String testPatch,
      List<String> failing,
      List<String> passing) {}

  /** How a check ended. */
  enum Verdict {
    RESOLVED,
    NOT_RESOLVED,
    PATCH_DOES_NOT_APPLY,
    STOPPED
  }

  /**
   * Checks a patch.
   *
   * @param command a shell command; {@code {tests}} stands for the tests' names, {@code {files}}
   *     for the files of the test patch
   * @param readable further folders that the command needs, such as a virtual environment
   * @throws WorkException if the repository cannot be laid out, or its own test patch not be
   *     applied
   */
  Verdict check(Issue issue, String patch, String command, List<Path> readable) {
    Path shared = shared();
    try {
      Path archive = repositories.archive(issue.repository(), issue.commit(), shared);
      Set<String> files = PatchText.files(issue.testPatch());
      List<String> tests = new ArrayList<>(issue.failing());
      tests.addAll(issue.passing());
      String filled = command.replace("{tests}", quoted(tests)).replace("{files}", quoted(files));
      List<String> run = new ArrayList<>(List.of("/bin/sh", "run.sh", archive.toString()));
      run.addAll(files);
      List<Path> visible = new ArrayList<>(readable);
      visible.add(shared);
      SandboxResult result =
          sandbox.run(
              SandboxRequest.of(
                      run,
                      Map.of(
                          "run.sh",
                          SCRIPT,
                          "command.sh",
                          filled + "\n",
                          "model.patch",
                          patch,
                          "test.patch",
                          issue.testPatch()))
                  .withReadable(visible)
                  .withLimits(limits));
      return verdict(issue, result);
    } finally {
      delete(shared);
    }
  }

  private static Verdict verdict(Issue issue, SandboxResult result) {
    if (result.exitCode() == NOT_APPLIED) {
      return Verdict.PATCH_DOES_NOT_APPLY;
    }
    if (result.exitCode() == TESTS_NOT_APPLIED) {
      throw new WorkException(
          "the test patch does not apply to " + issue.commit() + ": " + result.stderr().strip(),
          issue.repository(),
          "Check the base commit.");
    }
    if (result.outcome() != SandboxResult.Outcome.PASSED
        && result.outcome() != SandboxResult.Outcome.FAILED) {
      return Verdict.STOPPED;
    }
    Map<String, Boolean> results = TestLog.read(result.stdout() + "\n" + result.stderr());
    boolean all =
        issue.failing().stream().allMatch(test -> results.getOrDefault(test, false))
            && issue.passing().stream().allMatch(test -> results.getOrDefault(test, false));
    return all ? Verdict.RESOLVED : Verdict.NOT_RESOLVED;
  }

  private static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add("'" + name.replace("'", "'\\''") + "'"));
    return String.join(" ", quoted);
  }

  private static Path shared() {
    try {
      Path folder = Files.createTempDirectory("nightshift-patch-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder;
    } catch (IOException e) {
      throw new WorkException("no folder can be made: " + e.getMessage(), "sandbox", "");
    }
  }

  private static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve("base.tar"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // The system clears its folder of temporary files.
      folder.toFile().deleteOnExit();
    }
  }
}
