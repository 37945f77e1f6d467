package dev.nightshift.cli;

import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.NightshiftException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Says errors: one line each, no trace; the trace of an unexpected one goes to the log. */
final class ErrorLines {

  private static final String PREFIX = "nightshift: ";

  private final Surroundings surroundings;

  ErrorLines(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** A command line with faults. */
  int badCommandLine(List<String> faults, CommandLine command) {
    faults.forEach(this::say);
    say("try '" + command.getCommandSpec().qualifiedName() + " --help'");
    return ExitCode.BAD_REQUEST.code();
  }

  /** An error that explains itself. */
  int known(NightshiftException e) {
    for (Fault fault : e.faults()) {
      say(fault.line());
    }
    if (e.getCause() != null) {
      log(e);
    }
    return e.exitCode().code();
  }

  /** Any other error: what it says, and where its trace is. */
  int unexpected(Throwable e) {
    Path log = log(e);
    say(explain(e) + ". The trace is in " + log + ".");
    return ExitCode.WORK_FAILED.code();
  }

  private Path log(Throwable e) {
    Path file = LogFile.current().orElseGet(() -> LogFile.start(surroundings, surroundings.logs()));
    LoggerFactory.getLogger(ErrorLines.class).error("the command failed", e);
    return file;
  }

  private static String explain(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    if (root instanceof IOException && message.contains("No space left on device")) {
      return "the disk is full: " + message + ". Free some space and run the same command again";
    }
    if (root instanceof FileSystemException) {
      return "a file cannot be used: " + root.getClass().getSimpleName() + ": " + message;
    }
    if (root instanceof OutOfMemoryError) {
      return "the heap is full (" + message + "). Set NIGHTSHIFT_HEAP, such as NIGHTSHIFT_HEAP=8g";
    }
    if (root instanceof UnsatisfiedLinkError) {
      return "a native library cannot be loaded: " + message + ". Run './nightshift doctor'";
    }
    return "unexpected " + root.getClass().getSimpleName() + ": " + message;
  }

  private void say(String line) {
    surroundings.err().println(PREFIX + LogFile.redact(line));
  }
}
