package dev.nightshift.eval.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a program is kept apart. */
public enum Isolation {
  /**
   * In namespaces of its own (network, processes, mounts, IPC, host name), in a root that shows it
   * the system's programs read-only and a folder in memory, as a user without rights. Refused where
   * the machine does not allow it.
   */
  STRICT,
  /**
   * As a plain child process with limits, in a temporary folder. It can reach the network and read
   * what its user can read: for programs that are trusted, on machines without namespaces.
   */
  WEAK;

  /** The name in options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The isolation of that name. */
  public static Optional<Isolation> find(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Isolation::label).toList();
  }
}
