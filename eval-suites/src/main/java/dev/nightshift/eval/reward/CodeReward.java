package dev.nightshift.eval.reward;

import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.PythonRuntime;
import dev.nightshift.eval.sandbox.Sandbox;
import dev.nightshift.eval.sandbox.SandboxLimits;
import dev.nightshift.eval.sandbox.SandboxResult;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.WorkException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * 1 where the Python code of the completion passes the tests of a field in a {@link Sandbox}, else
 * 0: also where it was stopped for its time, its memory or anything else. The code is the
 * completion's last fenced block, or all of it; the tests are Python that runs after it, or a JSON
 * list of such.
 */
final class CodeReward implements Reward {

  private static final String DRIVER = "driver.py";

  private final RewardPart part;
  private final Sandbox sandbox;
  private final PythonRuntime python;
  private final SandboxLimits limits;
  private final String driver;

  private CodeReward(RewardPart part, Sandbox sandbox, PythonRuntime python) {
    this.part = part;
    this.sandbox = sandbox;
    this.python = python;
    this.limits =
        SandboxLimits.DEFAULT
            .withTime(Duration.ofMillis((long) (1000 * part.number("seconds"))))
            .withMemory((long) part.number("memory-mib") << 20);
    this.driver = Programs.driver();
  }

  static CodeReward of(RewardPart part) {
    PythonRuntime python =
        PythonRuntime.find()
            .orElseThrow(
                () ->
                    new WorkException(
                        "python3 was not found",
                        "reward " + part.name(),
                        "Install it on every worker, on the path."));
    Isolation isolation = Isolation.valueOf(part.option("sandbox").toUpperCase(Locale.ROOT));
    return new CodeReward(part, Sandbox.open(isolation), python);
  }

  static void check(RewardPart part, String where, Faults faults) {
    List<String> isolations = Arrays.stream(Isolation.values()).map(Isolation::label).toList();
    String sandbox = part.option("sandbox");
    if (!isolations.contains(sandbox)) {
      faults.add(
          "'" + sandbox + "' is no sandbox",
          where,
          Nearest.remedy(sandbox, "sandboxes", isolations));
    }
    Numbers.checkAtLeast(part, "seconds", 0.1, where, faults);
    Numbers.checkAtLeast(part, "memory-mib", 32, where, faults);
  }

  @Override
  public String name() {
    return part.name();
  }

  @Override
  public double[] score(List<RewardRequest> requests) {
    return RequestFields.each(requests, request -> result(request).passed() ? 1 : 0);
  }

  /** Runs the tests of one completion. */
  SandboxResult result(RewardRequest request) {
    String tests = RequestFields.required(request, part.option("field"), part.name());
    String program = Programs.program(request.completion(), tests);
    // The driver says this word once the tests are through: a program that ends early does not.
    String word = UUID.randomUUID().toString();
    SandboxResult result =
        sandbox.run(
            python
                .run(DRIVER, Map.of(DRIVER, driver, "program.py", program))
                .withStdin(word + "\n")
                .withLimits(limits));
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
}
