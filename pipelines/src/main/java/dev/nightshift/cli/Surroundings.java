package dev.nightshift.cli;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What a command finds around it.
 *
 * @param out where results go
 * @param err where progress and errors go
 * @param environment the environment's variables
 * @param properties the JVM's properties
 * @param clock the clock
 * @param end what the process does last
 */
record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Properties properties,
    Clock clock,
    ProcessEnd end) {

  /** Those of this process. */
  static Surroundings ofProcess(ProcessEnd end) {
    return new Surroundings(
        System.out, System.err, System.getenv(), System.getProperties(), Clock.systemUTC(), end);
  }

  /** The folder of the checkout that the launcher stands in, if it started this process. */
  Optional<Path> root() {
    return Optional.ofNullable(properties.getProperty("nightshift.root"))
        .map(Path::of)
        .filter(Files::isDirectory);
  }

  /** Whether {@code spark-submit} started this process, with a session's settings of its own. */
  boolean submitted() {
    return Boolean.parseBoolean(properties.getProperty("SPARK_SUBMIT"));
  }

  /** Where logs go that belong to no lake. */
  Path logs() {
    return Path.of(".nightshift", "logs");
  }
}
