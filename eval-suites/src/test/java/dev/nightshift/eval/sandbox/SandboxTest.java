package dev.nightshift.eval.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.eval.sandbox.SandboxResult.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SandboxTest {

  private static final SandboxLimits SMALL = HostilePrograms.LIMITS;

  @TempDir private Path folder;

  private static PythonRuntime python() {
    assumeTrue(PythonRuntime.find().isPresent(), "skipped: there is no python3 on the path");
    return PythonRuntime.find().orElseThrow();
  }

  private static SandboxResult shell(Isolation isolation, String script, String... args) {
    List<String> command = Stream.concat(Stream.of("/bin/sh", "run.sh"), Stream.of(args)).toList();
    return TestSandbox.open(isolation)
        .run(
            SandboxRequest.of(command, Map.of("run.sh", script))
                .withLimits(SMALL.withTime(Duration.ofMillis(1_500))));
  }

  /** With the time that a loaded machine needs to start a dozen programs. */
  private static SandboxResult patientShell(String script, String argument) {
    return TestSandbox.open(Isolation.STRICT)
        .run(
            SandboxRequest.of(List.of("/bin/sh", "run.sh", argument), Map.of("run.sh", script))
                .withLimits(SMALL.withTime(Duration.ofSeconds(20))));
  }

  private static SandboxResult python(Isolation isolation, String program) {
    return TestSandbox.open(isolation)
        .run(python().run("main.py", Map.of("main.py", program)).withLimits(SMALL));
  }

  /** Nothing of a program may be left: no process, no folder. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    Set<String> left =
        ProcessHandle.current()
            .descendants()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.contains("nightshift-sandbox-"))
            .collect(Collectors.toSet());
    assertThat(left).isEmpty();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("nightshift-sandbox-")))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void runsACommandWithItsFilesAndInput(Isolation isolation) {
    SandboxResult result =
        TestSandbox.open(isolation)
            .run(
                SandboxRequest.of(
                        List.of("/bin/sh", "-c", "cat data/a.txt -; echo oops >&2; exit 3"),
                        Map.of("data/a.txt", "from a file\n"))
                    .withStdin("from the input\n"));
    assertThat(result.stdout()).isEqualTo("from a file\nfrom the input\n");
    assertThat(result.stderr()).isEqualTo("oops\n");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void hidesTheEnvironmentAndFileDescriptors(Isolation isolation) {
    SandboxResult result = shell(isolation, "env | cut -d= -f1 | sort; ls /proc/self/fd | wc -l");
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    // ls itself opens the folder; 0, 1 and 2 are the program's, 3 may be the shell's script.
    assertThat(result.stdout().lines().toList())
        .contains("HOME", "LANG", "PATH")
        .doesNotContain("JAVA_HOME", "OMP_NUM_THREADS", "SPARK_LOCAL_IP");
    assertThat(Integer.parseInt(result.stdout().strip().lines().reduce("", (a, b) -> b).strip()))
        .isLessThanOrEqualTo(5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.nightshift.eval.sandbox.HostilePrograms#shell")
  void stopsHostileShellPrograms(String name, String script, Set<Outcome> outcomes) {
    SandboxResult result = shell(Isolation.STRICT, script);
    assertThat(result.outcome()).as(name).isIn(outcomes);
    assertThat(result.millis()).isLessThan(10_000);
    assertThat(result.stdout().length()).isLessThanOrEqualTo(SMALL.outputBytes());
  }

  @ParameterizedTest(name = "weakly: {0}")
  @MethodSource("dev.nightshift.eval.sandbox.HostilePrograms#shell")
  void stopsThemUnderWeakIsolationToo(String name, String script, Set<Outcome> outcomes) {
    assumeTrue(
        !name.startsWith("forks"),
        "skipped: without a namespace a fork bomb is bounded by the polling alone");
    SandboxResult result = shell(Isolation.WEAK, script);
    assertThat(result.outcome()).as(name).isIn(outcomes);
    assertThat(result.millis()).isLessThan(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.nightshift.eval.sandbox.HostilePrograms#python")
  void stopsHostilePythonPrograms(String name, String program, Set<Outcome> outcomes) {
    SandboxResult result = python(Isolation.STRICT, program);
    assertThat(result.outcome()).as(result.toString()).isIn(outcomes);
    assertThat(result.millis()).isLessThan(10_000);
  }

  @Test
  void thereIsNoNetwork() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SandboxResult result =
          python(
              Isolation.STRICT,
              """
              import socket
              try:
                  socket.create_connection(('127.0.0.1', %d), timeout=1)
                  print('connected')
              except OSError as e:
                  print('refused')
              try:
                  socket.create_connection(('10.0.0.1', 80), timeout=1)
                  print('connected')
              except OSError as e:
                  print('refused')
              """
                  .formatted(server.getLocalPort()));
      assertThat(result.stdout()).isEqualTo("refused\nrefused\n");
    }
  }

  @Test
  void nothingOutsideCanBeReadOrWritten() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    SandboxResult result =
        shell(
            Isolation.STRICT,
            """
            cat "$1" 2>/dev/null && echo read
            echo x 2>/dev/null > "$1" && echo written
            for place in / /usr /usr/bin /etc /dev /proc/sys/kernel /lib; do
              (echo x > $place/nightshift-was-here) 2>/dev/null && echo "written $place"
            done
            (echo 5 > /proc/sys/kernel/shmall) 2>/dev/null && echo "set shmall"
            mount -t tmpfs none /work 2>/dev/null && echo mounted
            unshare --user true 2>/dev/null && echo "new user namespace"
            kill -9 1 2>/dev/null
            ls /proc/1/root/ 2>/dev/null && echo "saw the root of its parent"
            mknod /work/device b 8 0 2>/dev/null && echo "made a device"
            grep -q 'CapEff:.0*$' /proc/self/status || echo "has rights"
            ls -A / | tr '\\n' ' '
            """,
            secret.toString());
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.stdout().strip().split(" "))
        .doesNotContain("home", "root", "var", "written", "mounted", "read")
        .contains("work", "usr");
    assertThat(result.stdout()).doesNotContain("secret").doesNotContain("\n\n");
    assertThat(result.stdout().strip().lines()).hasSize(1);
    assertThat(secret).hasContent("secret");
  }

  @Test
  void linksLeadNowhereOutside() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    SandboxResult result =
        patientShell(
            """
            ln -s "$1" soft && cat soft 2>/dev/null && echo read
            (echo x > soft) 2>/dev/null && echo written
            ln "$1" hard 2>/dev/null && echo linked
            ln -s /proc/1/root up && ls up/"$1" 2>/dev/null && echo "saw it from above"
            ln -s / root && cat root/../../.."$1" 2>/dev/null && echo climbed
            cd / && cat ../../../.."$1" 2>/dev/null && echo climbed
            echo through
            """,
            secret.toString());
    assertThat(result.stdout().strip()).isEqualTo("through");
    assertThat(secret).hasContent("secret");
  }

  @Test
  void otherProcessesCannotBeSignalled() throws Exception {
    Process outside = new ProcessBuilder("sleep", "60").start();
    try {
      SandboxResult result =
          patientShell(
              "kill -9 \"$1\" 2>/dev/null && echo killed; kill -9 -1 2>/dev/null; echo through",
              Long.toString(outside.pid()));
      assertThat(result.stdout()).doesNotContain("killed");
      assertThat(outside.isAlive()).isTrue();
    } finally {
      outside.destroyForcibly();
    }
  }

  @Test
  void processesOfTheMachineAreNotSeen() {
    SandboxResult result = shell(Isolation.STRICT, "ls /proc | grep -c '^[0-9]'; id -u");
    List<String> lines = result.stdout().lines().toList();
    assertThat(Integer.parseInt(lines.get(0).strip())).isLessThan(8);
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void pathsThatLeaveTheFolderAreRefused() {
    for (String name : List.of("../a", "/etc/a", "a/../../b", "")) {
      assertThatThrownBy(() -> SandboxRequest.of(List.of("true"), Map.of(name, "x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'" + name + "' is no path inside of the folder");
    }
  }

  @Test
  void programsSideBySideDoNotCountForEachOther() {
    Sandbox sandbox = TestSandbox.open(Isolation.STRICT);
    List<SandboxResult> results =
        Stream.of(1, 2, 3, 4)
            .parallel()
            .map(
                i ->
                    sandbox.run(
                        SandboxRequest.of(
                                List.of(
                                    "/bin/sh",
                                    "-c",
                                    "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5 & done; wait"),
                                Map.of())
                            .withLimits(SMALL)))
            .toList();
    assertThat(results).allMatch(SandboxResult::passed);
  }
}
