package dev.nightshift.eval.sandbox;

import java.util.Locale;

/** How a program is kept apart. */
public enum Isolation {
  /**
   * In namespaces of its own (network, processes, mounts, IPC, host name), in a root that shows it
   * the system's programs read-only and a folder in memory, as a user without rights. Refused where
   * the machine does not allow it.
   */
  STRONG,
  /**
   * As a plain child process with limits, in a temporary folder. It can reach the network and read
   * what its user can read: for programs that are trusted, on machines without namespaces.
   */
  WEAK;

  /** The name in options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
