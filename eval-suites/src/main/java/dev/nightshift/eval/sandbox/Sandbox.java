package dev.nightshift.eval.sandbox;

import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs that nobody trusts.
 *
 * <p>Whatever it does, a program ends within its time and a moment: with the process that is killed
 * all of its namespace goes, or, under weak isolation, its group and all that carry its mark. Files
 * that it wrote go with it. Safe for use by several threads.
 */
public final class Sandbox {

  private static final int POLL_MILLIS = 10;
  // Looking at all processes costs more than asking whether one has ended.
  private static final int POLLS_OF_A_LOOK = 4;
  private static final int CLOSING_MILLIS = 2_000;
  // unshare, the shell that waits, and what is between them and the program.
  private static final int WRAPPERS = 4;
  private static final int SIGNAL = 128;
  private static final int SIGXCPU = 24;
  private static final int SIGXFSZ = 25;
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  private final Isolation isolation;

  private Sandbox(Isolation isolation) {
    this.isolation = isolation;
  }

  /**
   * A sandbox.
   *
   * @throws WorkException if this machine does not allow that isolation
   */
  public static Sandbox open(Isolation isolation) {
    Sandbox sandbox = new Sandbox(isolation);
    sandbox.run(SandboxRequest.of(List.of("true"), Map.of()));
    return sandbox;
  }

  /** How programs are kept apart. */
  public Isolation isolation() {
    return isolation;
  }

  /**
   * Runs a program to its end.
   *
   * @throws WorkException if it could not be kept apart, and so was not started
   */
  public SandboxResult run(SandboxRequest request) {
    try (Workplace place = Workplace.make(request.files())) {
      return run(request, place);
    } catch (IOException e) {
      throw refusal(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException("interrupted while a program ran", "sandbox", "");
    }
  }

  private SandboxResult run(SandboxRequest request, Workplace place)
      throws IOException, InterruptedException {
    boolean strict = isolation == Isolation.STRICT;
    ProcessBuilder builder =
        new ProcessBuilder(
            strict ? Commands.strict(request, place) : Commands.weak(request, place));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(request.environment());
    environment.put("PATH", PATH);
    environment.put("HOME", strict ? "/work" : place.files().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("NIGHTSHIFT_SANDBOX", place.mark());
    builder.directory(strict ? place.folder().toFile() : place.files().toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    SandboxLimits limits = request.limits();
    Capture out = Capture.start(process.getInputStream(), limits.outputBytes(), "sandbox-out");
    Capture err = Capture.start(process.getErrorStream(), limits.outputBytes(), "sandbox-err");
    Thread input = feed(process.getOutputStream(), request.stdin());
    SandboxResult.Outcome stopped;
    try {
      stopped = watch(process, limits, out, err, start);
    } finally {
      kill(process, place);
      input.interrupt();
    }
    process.waitFor(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    String stdout = out.text(CLOSING_MILLIS);
    String stderr = err.text(CLOSING_MILLIS);
    if (!place.wasReady() && stopped == SandboxResult.Outcome.PASSED) {
      throw refusal(stderr.strip());
    }
    int exit = process.isAlive() ? SIGNAL + 9 : process.exitValue();
    return new SandboxResult(outcome(stopped, exit, out, err), exit, stdout, stderr, millis);
  }

  /** PASSED where the process ended by itself. */
  private static SandboxResult.Outcome watch(
      Process process, SandboxLimits limits, Capture out, Capture err, long start)
      throws InterruptedException {
    for (int poll = 1; !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS); poll++) {
      if (System.nanoTime() - start > limits.wall().toNanos()) {
        return SandboxResult.Outcome.TIME;
      }
      if (out.overflowed() || err.overflowed()) {
        return SandboxResult.Outcome.OUTPUT;
      }
      if (poll % POLLS_OF_A_LOOK != 0) {
        continue;
      }
      ProcessTree.Usage usage = ProcessTree.usage(process.toHandle());
      if (usage.processes() > limits.processes() + WRAPPERS) {
        return SandboxResult.Outcome.PROCESSES;
      }
      if (usage.memoryBytes() > limits.memoryBytes()
          && ProcessTree.sharedOnce(process.toHandle()) > limits.memoryBytes()) {
        return SandboxResult.Outcome.MEMORY;
      }
      if (usage.cpu().compareTo(limits.cpu()) > 0) {
        return SandboxResult.Outcome.TIME;
      }
    }
    return SandboxResult.Outcome.PASSED;
  }

  private static SandboxResult.Outcome outcome(
      SandboxResult.Outcome stopped, int exit, Capture out, Capture err) {
    if (stopped != SandboxResult.Outcome.PASSED) {
      return stopped;
    }
    if (out.overflowed() || err.overflowed()) {
      return SandboxResult.Outcome.OUTPUT;
    }
    return switch (exit) {
      case 0 -> SandboxResult.Outcome.PASSED;
      case SIGNAL + SIGXCPU -> SandboxResult.Outcome.TIME;
      case SIGNAL + SIGXFSZ -> SandboxResult.Outcome.FILES;
      default -> exit > SIGNAL ? SandboxResult.Outcome.SIGNALLED : SandboxResult.Outcome.FAILED;
    };
  }

  /** A process namespace dies with its first process; a plain group and its strays one by one. */
  private void kill(Process process, Workplace place) {
    if (isolation == Isolation.WEAK) {
      ProcessTree.killGroup(process.toHandle());
      ProcessTree.killMarked(place.mark());
    }
    // Process.destroyForcibly would close the streams, with what is still in them.
    process.toHandle().destroyForcibly();
  }

  private static Thread feed(OutputStream stdin, String text) {
    Thread feeder =
        new Thread(
            () -> {
              try (stdin) {
                stdin.write(text.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // The program does not read, or has ended.
              }
            },
            "sandbox-in");
    feeder.setDaemon(true);
    feeder.start();
    return feeder;
  }

  private WorkException refusal(String why) {
    return new WorkException(
        "programs cannot be kept apart here: " + why,
        "sandbox " + isolation.label(),
        isolation == Isolation.STRICT
            ? "Allow namespaces (unshare, mount) on this machine, or ask for weak isolation, which "
                + "keeps a program neither from the network nor from this user's files."
            : "");
  }

  /** Reads a resource of this package. */
  static String resource(String name) {
    try (var in = Sandbox.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
