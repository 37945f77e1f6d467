package dev.nightshift.eval.judge;

/**
 * The baseline of judging: the longer answer is better, by characters (code points). What a judge
 * agrees with people beyond this one is what it knows beyond length.
 */
public final class LengthJudge {

  private LengthJudge() {}

  /** The preference by length. */
  public static Preference prefer(String first, String second) {
    int difference = length(second) - length(first);
    return difference > 0 ? Preference.SECOND : difference < 0 ? Preference.FIRST : Preference.TIE;
  }

  /** Characters of a text, as Python counts them. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
