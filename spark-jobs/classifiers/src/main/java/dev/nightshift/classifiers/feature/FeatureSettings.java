package dev.nightshift.classifiers.feature;

import java.io.Serializable;

/**
 * What decides the features of a text, besides the text.
 *
 * @param hashedFeatures buckets that the n-grams are hashed into; 0 for none
 * @param shortestCharacterGram code points of the shortest character n-gram
 * @param longestCharacterGram code points of the longest
 * @param longestWordGram words of the longest word n-gram; 0 for none
 * @param maxCharacters code points of the text that are looked at, from its start
 */
public record FeatureSettings(
    int hashedFeatures,
    int shortestCharacterGram,
    int longestCharacterGram,
    int longestWordGram,
    int maxCharacters)
    implements Serializable {

  /** Settings that suit short and medium English texts. */
  public static final FeatureSettings DEFAULT = new FeatureSettings(2048, 2, 4, 2, 8192);

  public FeatureSettings {
    if (hashedFeatures < 0 || hashedFeatures > 1 << 20) {
      throw new IllegalArgumentException(
          "hashedFeatures must be between 0 and 1048576, was " + hashedFeatures);
    }
    if (shortestCharacterGram < 1 || longestCharacterGram < shortestCharacterGram) {
      throw new IllegalArgumentException(
          "character n-grams must run from 1 or more upwards, were "
              + shortestCharacterGram
              + " to "
              + longestCharacterGram);
    }
    if (longestCharacterGram > 8 || longestWordGram < 0 || longestWordGram > 4) {
      throw new IllegalArgumentException(
          "n-grams have at most 8 characters and 4 words, were "
              + longestCharacterGram
              + " and "
              + longestWordGram);
    }
    if (maxCharacters < 1) {
      throw new IllegalArgumentException("maxCharacters must be positive, was " + maxCharacters);
    }
  }

  /** These settings with another number of buckets. */
  public FeatureSettings withHashedFeatures(int buckets) {
    return new FeatureSettings(
        buckets, shortestCharacterGram, longestCharacterGram, longestWordGram, maxCharacters);
  }

  /** Length of the whole feature vector: the dense statistics, then the buckets. */
  public int width() {
    return TextStatistics.COUNT + hashedFeatures;
  }
}
