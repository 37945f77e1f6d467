package dev.nightshift.runtime.job;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is stored and shown: the values that came from a secret reference, and
 * the values of options whose name says that they are secret.
 */
public final class Secrets {

  /** What stands in a secret's place. */
  public static final String REDACTED = "***";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(.*-)?(password|passphrase|secret|credential|credentials|api-key|access-key|auth-token)");

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /** Knows no value. */
  public static Secrets none() {
    return new Secrets(List.of());
  }

  /** Knows these values. */
  public static Secrets of(Collection<String> values) {
    return new Secrets(
        values.stream()
            .filter(v -> !v.isEmpty())
            .distinct()
            // A secret that contains another goes first, or its rest would stay.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** A text without the known values. */
  public String redact(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, REDACTED);
    }
    return clean;
  }

  /** An option's value without secrets. */
  public String redact(String option, String value) {
    return SECRET_NAME.matcher(option).matches() ? REDACTED : redact(value);
  }
}
