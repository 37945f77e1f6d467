package dev.nightshift.training.curriculum;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.zip.Deflater;

/** Difficulties that follow from a text alone, or from a text and the frequency of its words. */
public final class TextDifficulty {

  private TextDifficulty() {}

  /** Number of Unicode characters. */
  public static double length(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * Bytes of the text packed by Deflate at level 9, by its bytes in UTF-8: a text that repeats
   * itself packs well and is easy. 0 for an empty text.
   */
  public static double compression(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return 0;
    }
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] packed = new byte[8192];
      long length = 0;
      while (!deflater.finished()) {
        length += deflater.deflate(packed);
      }
      return (double) length / bytes.length;
    } finally {
      deflater.end();
    }
  }

  /** The words of a text: runs of letters and digits, in lower case. */
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int from = -1;
    for (int at = 0; at <= text.length(); at++) {
      boolean inside = at < text.length() && Character.isLetterOrDigit(text.charAt(at));
      if (inside && from < 0) {
        from = at;
      } else if (!inside && from >= 0) {
        words.add(text.substring(from, at).toLowerCase(Locale.ROOT));
        from = -1;
      }
    }
    return words;
  }

  /**
   * Mean of −ln p(w) over the words, nats: rarity by word (Platanios et al. 2019, equation 3, there
   * a sum, which counts the length once more). 0 for a text without words.
   *
   * @param probability p(w), the share of a word among all words
   */
  public static double rarity(String text, ToDoubleFunction<String> probability) {
    double sum = 0;
    List<String> words = words(text);
    for (String word : words) {
      sum -= StrictMath.log(probability.applyAsDouble(word));
    }
    return words.isEmpty() ? 0 : sum / words.size();
  }
}
