package dev.nightshift.eval.language;

/**
 * The language of a text.
 *
 * @param language its code: of ISO 639-1 with two letters where there is one, of ISO 639-3 with
 *     three elsewhere, {@code und} where the text has no letters
 * @param confidence how much likelier the language is than the next one, from ½ to 1; 0 for {@code
 *     und}
 */
public record Identified(String language, double confidence) {

  /** The code of a text without letters. */
  public static final String UNDETERMINED = "und";
}
