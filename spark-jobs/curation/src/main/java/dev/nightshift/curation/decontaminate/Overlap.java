package dev.nightshift.curation.decontaminate;

/**
 * An item of a benchmark that was found in a text.
 *
 * @param item its place in the index
 * @param found how many different n-grams of the item the text has
 * @param grams how many the item has
 * @param start index of the first character of the first n-gram in the text
 * @param end index behind the last character of the last one
 */
public record Overlap(int item, int found, int grams, int start, int end) {

  /** Share of the item's n-grams that the text has. */
  public double share() {
    return (double) found / grams;
  }
}
