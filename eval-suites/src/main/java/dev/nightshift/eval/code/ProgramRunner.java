package dev.nightshift.eval.code;

import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.PythonRuntime;
import dev.nightshift.eval.sandbox.Sandbox;
import dev.nightshift.eval.sandbox.SandboxLimits;
import dev.nightshift.eval.sandbox.SandboxRequest;
import dev.nightshift.eval.sandbox.SandboxResult;
import dev.nightshift.eval.sandbox.SideBySide;
import dev.nightshift.schema.error.WorkException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Runs Python programs in a {@link Sandbox} and tells which came through to their end.
 *
 * <p>A program that ends early, by {@code sys.exit(0)} or {@code os._exit(0)}, has passed none of
 * its tests: a driver reads a word that the program cannot know beforehand, runs it, and says the
 * word at the end. Safe for use by several threads, which run at most one program for each
 * processor; others wait, and their time does not run.
 */
public final class ProgramRunner {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final String DRIVER = "driver.py";
  private static final String DRIVER_CODE =
      """
      import sys

      def run():
          word = sys.stdin.readline().strip()
          with open('program.py', encoding='utf-8') as file:
              code = compile(file.read(), 'program.py', 'exec')
          exec(code, {'__name__': '__main__'})
          sys.stdout.write('\\n' + word + '\\n')
          sys.stdout.flush()

      run()
      """;

  private final Sandbox sandbox;
  private final PythonRuntime python;
  private final SandboxLimits limits;
  private final Semaphore places = new Semaphore(PROCESSORS);

  private ProgramRunner(Sandbox sandbox, PythonRuntime python, SandboxLimits limits) {
    this.sandbox = sandbox;
    this.python = python;
    this.limits = limits;
  }

  /**
   * A runner.
   *
   * @param limits of each program
   * @param user who asks, for messages
   * @throws WorkException if there is no Python, or the machine does not allow that isolation
   */
  public static ProgramRunner open(Isolation isolation, SandboxLimits limits, String user) {
    PythonRuntime python =
        PythonRuntime.find()
            .orElseThrow(
                () ->
                    new WorkException(
                        "python3 was not found", user, "Install it on every worker, on the path."));
    return new ProgramRunner(Sandbox.open(isolation), python, limits);
  }

  /** Runs a program; it passed if it came to its end without an error. */
  public SandboxResult run(String program) {
    String word = UUID.randomUUID().toString();
    SandboxRequest request =
        python
            .run(DRIVER, Map.of(DRIVER, DRIVER_CODE, "program.py", program))
            .withStdin(word + "\n")
            .withLimits(limits);
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException("interrupted before a program ran", "sandbox", "");
    }
    SandboxResult result;
    try {
      result = sandbox.run(request);
    } finally {
      places.release();
    }
    boolean through = result.stdout().stripTrailing().endsWith(word);
    return result.passed() && !through
        ? new SandboxResult(
            SandboxResult.Outcome.FAILED,
            result.exitCode(),
            result.stdout(),
            result.stderr() + "the program ended before its tests did\n",
            result.millis())
        : result;
  }

  /** Runs programs side by side; results in their order. */
  public List<SandboxResult> runAll(List<String> programs) {
    return SideBySide.map(programs, PROCESSORS, this::run);
  }
}
