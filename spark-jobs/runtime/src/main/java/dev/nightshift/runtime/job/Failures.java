package dev.nightshift.runtime.job;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.NightshiftException;
import dev.nightshift.schema.error.WorkException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Turns what a run threw into one clear message; the trace goes to the log. */
final class Failures {

  private Failures() {}

  /**
   * The error to show for what a job threw: an error of ours anywhere in the chain, also one that
   * crossed from an executor, or else a {@link WorkException} that names the root cause.
   */
  static NightshiftException explain(String job, Throwable thrown) {
    Set<Throwable> chain = chain(thrown);
    for (Throwable each : chain) {
      if (each instanceof NightshiftException ours) {
        return ours;
      }
    }
    Throwable root = thrown;
    for (Throwable each : chain) {
      root = each;
    }
    for (Throwable each : chain) {
      Fault known = known(each);
      if (known != null) {
        return new WorkException(known, thrown);
      }
    }
    return new WorkException(
        new Fault("job " + job + " failed: " + sentence(root), "", "The log has the whole trace."),
        thrown);
  }

  private static @org.jspecify.annotations.Nullable Fault known(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left on device") || lower.contains("disk quota exceeded")) {
      return new Fault(
          "the disk is full: " + firstLine(message),
          "",
          "Free space for the lake and for spark.local.dir, then run again: what was done stays done.");
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Fault(
          "a Java process ran out of memory: " + firstLine(message),
          "",
          "Raise the heap (spark.driver.memory, spark.executor.memory), or use more partitions.");
    }
    if (thrown.getClass().getSimpleName().contains("InvariantViolation")) {
      return new Fault(
          "a table refused a row: " + message.strip().replaceAll("\\s*\\n\\s*", "; "),
          "",
          "The constraint is part of the table's schema: the job wrote a value that it forbids.");
    }
    return null;
  }

  private static Set<Throwable> chain(Throwable thrown) {
    Set<Throwable> chain = new LinkedHashSet<>();
    for (Throwable each = thrown; each != null && chain.add(each); each = each.getCause()) {
      // The set stops at a cycle.
    }
    return chain;
  }

  private static String sentence(Throwable root) {
    String message = root.getMessage();
    String name = root.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + firstLine(message);
  }

  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("").strip();
  }
}
