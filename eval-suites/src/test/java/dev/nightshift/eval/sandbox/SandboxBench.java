package dev.nightshift.eval.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** Prints how hostile programs end; run it with the profile {@code bench}. */
@Tag("bench")
class SandboxBench {

  @Test
  void hostilePrograms() {
    System.out.println("| program | ended as | ms |\n|---|---|---|");
    table(
        HostilePrograms.shell(),
        text -> SandboxRequest.of(List.of("/bin/sh", "run.sh"), Map.of("run.sh", text)));
    PythonRuntime.find()
        .ifPresentOrElse(
            python ->
                table(
                    HostilePrograms.python(),
                    text -> python.run("main.py", Map.of("main.py", text))),
            () -> System.out.println("(no python3 on the path)"));
  }

  private static void table(Stream<Arguments> programs, Function<String, SandboxRequest> request) {
    Sandbox sandbox = TestSandbox.open(Isolation.STRICT);
    programs
        .map(Arguments::get)
        .forEach(
            program -> {
              SandboxResult result =
                  sandbox.run(
                      request.apply((String) program[1]).withLimits(HostilePrograms.LIMITS));
              System.out.printf(
                  "| %s | %s | %,d |%n", program[0], result.outcome(), result.millis());
              assertThat(result.outcome()).isIn((Iterable<?>) program[2]);
            });
  }
}
