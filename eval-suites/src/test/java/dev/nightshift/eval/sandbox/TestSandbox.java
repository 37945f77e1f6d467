package dev.nightshift.eval.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.schema.error.WorkException;

/** What tests of programs need of the machine; they skip, and say why, where it is not there. */
public final class TestSandbox {

  private TestSandbox() {}

  /** A sandbox. */
  public static Sandbox open(Isolation isolation) {
    try {
      return Sandbox.open(isolation);
    } catch (WorkException e) {
      assumeTrue(false, "skipped: " + e.getMessage());
      throw e;
    }
  }

  /** A Python interpreter, and a sandbox for its programs. */
  public static void requirePython() {
    assumeTrue(PythonRuntime.find().isPresent(), "skipped: there is no python3 on the path");
    open(Isolation.STRICT);
  }
}
