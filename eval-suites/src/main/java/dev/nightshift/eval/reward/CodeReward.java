package dev.nightshift.eval.reward;

import dev.nightshift.eval.code.ProgramRunner;
import dev.nightshift.eval.code.Programs;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.SandboxLimits;
import dev.nightshift.eval.sandbox.SandboxResult;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.time.Duration;
import java.util.List;

/**
 * 1 where the Python code of the completion passes the tests of a field in a sandbox ({@link
 * ProgramRunner}), else 0: also where it was stopped for its time, its memory or anything else. The
 * code is the completion's last fenced block, or all of it; the tests are Python that runs after
 * it, or a JSON list of such.
 */
final class CodeReward implements Reward {

  private final RewardPart part;
  private final ProgramRunner runner;

  private CodeReward(RewardPart part, ProgramRunner runner) {
    this.part = part;
    this.runner = runner;
  }

  static CodeReward of(RewardPart part) {
    Isolation isolation = Isolation.find(part.option("sandbox")).orElseThrow();
    SandboxLimits limits =
        SandboxLimits.DEFAULT
            .withTime(Duration.ofMillis((long) (1000 * part.number("seconds"))))
            .withMemory((long) part.number("memory-mib") << 20);
    return new CodeReward(part, ProgramRunner.open(isolation, limits, "reward " + part.name()));
  }

  static void check(RewardPart part, String where, Faults faults) {
    String sandbox = part.option("sandbox");
    if (Isolation.find(sandbox).isEmpty()) {
      faults.add(
          "'" + sandbox + "' is no sandbox",
          where,
          Nearest.remedy(sandbox, "sandboxes", Isolation.labels()));
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
    return runner.run(Programs.program(request.completion(), tests));
  }
}
