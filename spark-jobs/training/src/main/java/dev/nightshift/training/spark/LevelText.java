package dev.nightshift.training.spark;

/** Levels as data sets write them: {@code 3}, {@code 3.5} or {@code Level 3}. */
public final class LevelText {

  private static final int LONGEST = 64;

  private LevelText() {}

  /** The number of a level; NaN where the text has none. */
  public static double number(String text) {
    String last = text.strip();
    last = last.substring(last.lastIndexOf(' ') + 1);
    if (last.isEmpty() || last.length() > LONGEST) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(last);
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
