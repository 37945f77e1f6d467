package dev.nightshift.curation.bpe;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into the pieces within which pairs are merged: GPT-2's pattern (Radford et al. 2019),
 * and before it, where asked for, a cut around each digit (as Llama does). Special tokens are taken
 * out first. It cuts as the pre-tokenizers {@code Digits} and {@code ByteLevel} of Hugging Face do.
 */
public final class PreTokenizer implements Serializable {

  private static final long serialVersionUID = 1L;

  // Possessive where the pattern never needs to go back; white space and digits as in Unicode.
  private static final Pattern GPT2 =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d"
              + "| ?\\p{L}++| ?\\p{N}++| ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]++"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}++");

  private final @Nullable Pattern special;
  private final boolean singleDigits;

  /**
   * A pre-tokenizer.
   *
   * @param specialTokens texts that are never cut nor merged
   * @param digits how numbers are cut
   */
  public PreTokenizer(List<String> specialTokens, Digits digits) {
    this.special =
        specialTokens.isEmpty()
            ? null
            : Pattern.compile(
                specialTokens.stream()
                    // Of two that start alike the longer one is meant.
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
    this.singleDigits = digits == Digits.INDIVIDUALLY;
  }

  /** How numbers are cut. */
  public enum Digits {
    /** A run of digits is one piece. */
    GROUPED,
    /** Each digit is a piece. */
    INDIVIDUALLY
  }

  /** Hands each piece of a text to a consumer, in order. */
  public void forEach(String text, Consumer<String> consumer) {
    if (special == null) {
      ordinary(text, consumer);
      return;
    }
    Matcher found = special.matcher(text);
    int start = 0;
    while (found.find()) {
      ordinary(text.substring(start, found.start()), consumer);
      start = found.end();
    }
    ordinary(text.substring(start), consumer);
  }

  private void ordinary(String text, Consumer<String> consumer) {
    if (!singleDigits) {
      pieces(text, consumer);
      return;
    }
    int start = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (isNumeric(c)) {
        pieces(text.substring(start, i), consumer);
        pieces(text.substring(i, next), consumer);
        start = next;
      }
      i = next;
    }
    pieces(text.substring(start), consumer);
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static void pieces(String text, Consumer<String> consumer) {
    Matcher piece = GPT2.matcher(text);
    while (piece.find()) {
      consumer.accept(piece.group());
    }
  }
}
