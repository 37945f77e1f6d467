package dev.nightshift.schema.error;

import java.util.Objects;

/**
 * One thing that is wrong, told so that a person can mend it.
 *
 * @param problem what was wrong, with the value that was seen
 * @param where the place it came from (file and line, option, table and row); empty where there is
 *     none
 * @param remedy what to do about it; empty where the problem says it already
 */
public record Fault(String problem, String where, String remedy) {

  public Fault {
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(remedy, "remedy");
    if (problem.isBlank()) {
      throw new IllegalArgumentException("a fault says what was wrong");
    }
  }

  /** A fault whose message needs neither a place nor a remedy. */
  public static Fault of(String problem) {
    return new Fault(problem, "", "");
  }

  /** A fault with a place and a remedy. */
  public static Fault of(String problem, String where, String remedy) {
    return new Fault(problem, where, remedy);
  }

  /** {@code where: problem. remedy} in one line. */
  public String line() {
    StringBuilder line = new StringBuilder();
    if (!where.isEmpty()) {
      line.append(where).append(": ");
    }
    line.append(problem);
    if (!remedy.isEmpty()) {
      line.append(problem.endsWith(".") ? " " : ". ").append(remedy);
    }
    return line.toString();
  }
}
