package dev.nightshift.training.spark;

import java.util.List;

/**
 * What a method reads from each row.
 *
 * @param names the text columns, all required
 * @param growsFrom what to do about a missing column, for the message
 */
public record ExampleFields(List<String> names, String growsFrom) {

  /** Documents. */
  public static final ExampleFields TEXT =
      new ExampleFields(
          List.of("text"), "Documents have a column text: curate them, or ingest them.");

  /** Prompts with answers. */
  public static final ExampleFields ANSWERS =
      new ExampleFields(
          List.of("prompt", "answer"), "Examples have the columns prompt and answer.");

  /** Pairs of answers. */
  public static final ExampleFields PAIRS =
      new ExampleFields(
          List.of("prompt", "chosen", "rejected"),
          "Pairs have the columns prompt, chosen and rejected.");

  /** The fields, copied. */
  public ExampleFields {
    names = List.copyOf(names);
  }
}
