package dev.nightshift.runtime.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of a job.
 *
 * @param name in kebab case, without dashes
 * @param kind what its value is
 * @param required whether a run needs it
 * @param defaultValue the value where none is given; null where there is none
 * @param choices the allowed values of a {@link OptionKind#CHOICE}; empty for the others
 * @param help what it does, in one line, with its unit
 */
public record JobOption(
    String name,
    OptionKind kind,
    boolean required,
    @Nullable String defaultValue,
    List<String> choices,
    String help) {

  public JobOption {
    choices = List.copyOf(choices);
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException("option name '" + name + "' is not in kebab case");
    }
    if ((kind == OptionKind.CHOICE) == choices.isEmpty()) {
      throw new IllegalArgumentException(
          "option " + name + ": choices belong to CHOICE, and only there");
    }
    if (required && defaultValue != null) {
      throw new IllegalArgumentException("option " + name + " is required and has a default");
    }
  }

  /** An option that every run must give. */
  public static JobOption required(String name, OptionKind kind, String help) {
    return new JobOption(name, kind, true, null, List.of(), help);
  }

  /** An option without a default. */
  public static JobOption optional(String name, OptionKind kind, String help) {
    return new JobOption(name, kind, false, null, List.of(), help);
  }

  /** An option with a default. */
  public static JobOption of(String name, OptionKind kind, String defaultValue, String help) {
    return new JobOption(name, kind, false, defaultValue, List.of(), help);
  }

  /** An option that takes one of a few values; the first is the default. */
  public static JobOption choice(String name, List<String> choices, String help) {
    return new JobOption(name, OptionKind.CHOICE, false, choices.get(0), choices, help);
  }
}
