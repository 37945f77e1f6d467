package dev.nightshift.runtime.lake;

import dev.nightshift.schema.error.RequestException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table as a user names it: {@code table:NAME}, or {@code table:NAME@VERSION}.
 *
 * @param name the table's name
 * @param version the Delta version; empty for the newest that a committed run names
 */
public record TableRef(String name, OptionalLong version) {

  /** What a reference to a table starts with. */
  public static final String PREFIX = "table:";

  private static final Pattern FORM =
      Pattern.compile("(?:table:)?([a-z][a-z0-9_]*)(?:@([0-9]{1,18}))?");

  /**
   * Reads a reference; the prefix may be left out.
   *
   * @throws RequestException if it is not one
   */
  public static TableRef parse(String reference) {
    Matcher form = FORM.matcher(reference);
    if (!form.matches()) {
      throw new RequestException(
          "'" + reference + "' names no table",
          "",
          "Write table:NAME or table:NAME@VERSION, NAME in snake case.");
    }
    String version = form.group(2);
    return new TableRef(
        form.group(1),
        version == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(version)));
  }

  /** Whether a text is meant as a table. */
  public static boolean isTable(String reference) {
    return reference.startsWith(PREFIX);
  }

  @Override
  public String toString() {
    return PREFIX + name + (version.isPresent() ? "@" + version.getAsLong() : "");
  }
}
