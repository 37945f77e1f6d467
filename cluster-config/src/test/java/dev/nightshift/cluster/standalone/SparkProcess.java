package dev.nightshift.cluster.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of Spark: its lines are kept, and closing it ends it and all that it started. */
final class SparkProcess implements AutoCloseable {

  private static final int START_SECONDS = 300;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Pattern awaited;
  private final CompletableFuture<String> found = new CompletableFuture<>();
  private final Thread reader;

  private SparkProcess(Process process, String name, Pattern awaited) {
    this.process = process;
    this.awaited = awaited;
    this.reader = new Thread(this::read, name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a class of a Spark home.
   *
   * @param awaited what it says once it is up; the first group is the answer
   * @param words the class, then its arguments
   */
  static SparkProcess start(SparkHome home, Path folder, Pattern awaited, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.folder().resolve("bin/spark-class").toString());
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.folder().toString());
    builder.environment().put("SPARK_CONF_DIR", home.folder().resolve("conf").toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_DAEMON_MEMORY", "512m");
    builder
        .environment()
        .put("SPARK_SCALA_VERSION", System.getProperty("nightshift.scala.binary.version"));
    // These JVMs live for seconds: the second compiler would cost more than it gains.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return new SparkProcess(builder.start(), words[0], awaited);
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        Matcher matcher = awaited.matcher(line);
        if (matcher.find()) {
          found.complete(matcher.group(1));
        }
      }
    } catch (IOException e) {
      found.completeExceptionally(e);
    }
    found.completeExceptionally(new IOException("it ended: " + output()));
  }

  /** Waits until it has said what was awaited. */
  String ready() throws InterruptedException {
    try {
      return found.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("it did not come up:\n" + output(), e);
    }
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  /** All that it said. */
  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    children.forEach(child -> child.onExit().join());
  }
}
