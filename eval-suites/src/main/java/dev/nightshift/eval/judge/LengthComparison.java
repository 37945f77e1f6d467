package dev.nightshift.eval.judge;

/**
 * A judged pair as length control sees it.
 *
 * @param instruction name of the instruction
 * @param model name of the model that gave the second answer
 * @param firstLength characters of the first answer
 * @param secondLength characters of the second answer
 * @param preference for the second answer, 0 to 1, ties ½
 */
public record LengthComparison(
    String instruction, String model, int firstLength, int secondLength, double preference) {

  public LengthComparison {
    if (!(preference >= 0 && preference <= 1)) {
      throw new IllegalArgumentException("a preference lies in [0, 1], was " + preference);
    }
  }
}
