package dev.nightshift.eval.sandbox;

/**
 * How a program ended.
 *
 * @param outcome its name
 * @param exitCode its exit code; 128 and the signal where one ended it
 * @param stdout its standard output, as UTF-8, up to the limit
 * @param stderr its standard error, likewise
 * @param millis time on the clock
 */
public record SandboxResult(
    Outcome outcome, int exitCode, String stdout, String stderr, long millis) {

  /** Names of ends. */
  public enum Outcome {
    /** It ended by itself with exit code 0. */
    PASSED,
    /** It ended by itself with another exit code. */
    FAILED,
    /** A signal ended it that was none of the bounds below. */
    SIGNALLED,
    /** It was stopped for its time, on the clock or on processors. */
    TIME,
    /** It was stopped for its memory. */
    MEMORY,
    /** It was stopped for the number of its processes. */
    PROCESSES,
    /** It was stopped for its output. */
    OUTPUT,
    /** It was stopped for the size of a file. */
    FILES
  }

  /** Whether it ended by itself with exit code 0. */
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }
}
