package dev.nightshift.pipelines.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a JVM of its own, with this one's class path; closing it kills it. */
public final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private ChildProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code nightshift} with these words, in a folder that crash files would go to. */
  public static ChildProcess start(Path folder, String... words) throws IOException {
    return startMain(folder, "dev.nightshift.cli.Main", words);
  }

  /** Starts another program of the class path. */
  public static ChildProcess startMain(Path folder, String main, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What surefire gave this JVM: Spark's --add-opens among it.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D"))
        .filter(argument -> !argument.startsWith("-Dsurefire") && !argument.startsWith("-Dbasedir"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // A few rows: plans cost more to compile than to interpret.
    command.addAll(
        List.of(
            "-Dspark.sql.codegen.wholeStage=false",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.databricks.delta.snapshotPartitions=1"));
    command.add("-Dnightshift.root=" + System.getProperty("nightshift.root"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main);
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    return new ChildProcess(builder.redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // Closing it closes its output under the reader.
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Whether the process has a signal ignored, as those do whose shell started them in the
   * background: then a JVM leaves it ignored.
   *
   * @param number of the signal, 2 for SIGINT
   */
  public boolean ignores(int number) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith("SigIgn:")) {
        long mask = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
        return (mask >> (number - 1) & 1) == 1;
      }
    }
    return false;
  }

  /** Sends a signal, such as {@code TERM}. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " ended with " + kill.exitValue());
    }
  }

  /** Waits for the end, and for all that was said. */
  public int exitCode(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end within " + seconds + " s:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has said so far. */
  public String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
