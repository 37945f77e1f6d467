package dev.nightshift.eval.pattern;

import java.util.regex.Pattern;

/** A text that a regular expression may look at so many times only. */
public final class BoundedText implements CharSequence {

  /** Most looks at characters of one search. */
  public static final int MOST_READS = 5_000_000;

  private final CharSequence text;
  private final int[] reads;

  private BoundedText(CharSequence text, int[] reads) {
    this.text = text;
    this.reads = reads;
  }

  /** Whether an expression is found in a text within the bound. */
  public static boolean finds(Pattern pattern, String text) {
    try {
      return pattern.matcher(of(text)).find();
    } catch (TooMany | StackOverflowError e) {
      return false;
    }
  }

  static BoundedText of(String text) {
    return new BoundedText(text, new int[1]);
  }

  /** The bound was met. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("too many looks", null, false, false);
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (++reads[0] > MOST_READS) {
      throw new TooMany();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), reads);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
