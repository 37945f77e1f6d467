package dev.nightshift.eval.sandbox;

import dev.nightshift.eval.sandbox.SandboxResult.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Programs that a sandbox has to stop: name, program, and how it may end. */
final class HostilePrograms {

  static final SandboxLimits LIMITS =
      new SandboxLimits(
          Duration.ofSeconds(5), Duration.ofSeconds(2), 128 << 20, 24, 64 << 10, 1 << 20, 4 << 20);

  private HostilePrograms() {}

  static Stream<Arguments> shell() {
    return Stream.of(
        Arguments.of("sleeps", "sleep 1000", Set.of(Outcome.TIME)),
        Arguments.of("spins", "while :; do :; done", Set.of(Outcome.TIME)),
        Arguments.of("floods", "yes", Set.of(Outcome.OUTPUT)),
        Arguments.of("floods errors", "yes >&2", Set.of(Outcome.OUTPUT)),
        Arguments.of(
            "writes a large file",
            "head -c 100000000 /dev/zero > large",
            Set.of(Outcome.FILES, Outcome.FAILED, Outcome.SIGNALLED)),
        Arguments.of("kills itself", "kill -9 $$", Set.of(Outcome.SIGNALLED)),
        Arguments.of("ignores signals", "trap '' TERM INT HUP; sleep 1000", Set.of(Outcome.TIME)),
        Arguments.of(
            "leaves a process behind",
            "(setsid sleep 1000 >/dev/null 2>&1 </dev/null &) ; exit 0",
            Set.of(Outcome.PASSED)),
        Arguments.of(
            "leaves a process that holds the output",
            "(setsid sleep 1000 &) ; exit 0",
            Set.of(Outcome.PASSED)),
        Arguments.of(
            "forks without end",
            "bomb() { bomb | bomb & }; bomb; sleep 1000",
            Set.of(Outcome.TIME, Outcome.PROCESSES, Outcome.FAILED, Outcome.OUTPUT)));
  }

  static Stream<Arguments> python() {
    return Stream.of(
        Arguments.of(
            "eats memory step by step",
            "x = []\nwhile True: x.append(bytearray(1 << 20))",
            Set.of(Outcome.MEMORY, Outcome.FAILED)),
        Arguments.of("eats memory at once", "x = bytearray(1 << 40)", Set.of(Outcome.FAILED)),
        Arguments.of(
            "eats memory in many processes",
            """
            import os, time
            for i in range(6):
                if os.fork() == 0:
                    x = bytearray(60 << 20)
                    time.sleep(100)
            time.sleep(100)
            """,
            Set.of(Outcome.MEMORY)),
        Arguments.of(
            "hides memory in files without a name",
            """
            import os, time
            for i in range(8):
                if os.fork() == 0:
                    for j in range(50):
                        file = os.memfd_create('x')
                        os.write(file, b'x' * (1 << 20))
                    time.sleep(100)
            time.sleep(100)
            """,
            Set.of(Outcome.MEMORY)),
        Arguments.of(
            "fills the disk",
            """
            for i in range(1000):
                with open(f'/work/{i}', 'wb') as file:
                    file.write(b'x' * 500_000)
            """,
            Set.of(Outcome.FAILED)),
        Arguments.of(
            "makes files without end",
            """
            i = 0
            while True:
                open(f'/work/{i}', 'w').close()
                i += 1
            """,
            Set.of(Outcome.FAILED, Outcome.TIME)),
        Arguments.of(
            "starts threads without end",
            """
            import threading, time
            while True:
                threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
            """,
            Set.of(Outcome.FAILED, Outcome.TIME, Outcome.MEMORY)),
        Arguments.of(
            "burns several processors",
            """
            import os
            for i in range(4):
                os.fork()
            while True: pass
            """,
            Set.of(Outcome.TIME)),
        Arguments.of(
            "ignores the signal of its time",
            """
            import signal
            signal.signal(signal.SIGXCPU, signal.SIG_IGN)
            while True: pass
            """,
            Set.of(Outcome.TIME)));
  }
}
