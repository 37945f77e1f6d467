package dev.nightshift.classifiers.feature;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The features of one text: dense statistics, and hashed n-grams as a sparse vector.
 *
 * <p>Bucket weights are {@code sign · log(1 + count)} summed per bucket and divided by the
 * Euclidean norm of the whole, so that the sparse part of any text that has an n-gram has length 1.
 * The sign comes from the hash: Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", ICML 2009, section 2. Counts are per bucket and sign, so a collision of equal signs
 * counts as one n-gram.
 */
public final class TextFeatures implements Serializable {

  private static final long serialVersionUID = 1L;

  private final double[] statistics;
  private final int[] buckets;
  private final float[] weights;

  private TextFeatures(double[] statistics, int[] buckets, float[] weights) {
    this.statistics = statistics;
    this.buckets = buckets;
    this.weights = weights;
  }

  /** The features of a text. */
  public static TextFeatures of(String text, FeatureSettings settings) {
    String seen = head(text, settings.maxCharacters());
    double[] statistics = TextStatistics.of(seen);
    int[] counts = new int[2 * settings.hashedFeatures()];
    if (settings.hashedFeatures() > 0) {
      count(normalise(seen), settings, counts);
    }
    return of(statistics, counts);
  }

  /** Weighs the counts: those of bucket b with sign + and - are at 2 b and 2 b + 1. */
  private static TextFeatures of(double[] statistics, int[] counts) {
    int buckets = counts.length / 2;
    double[] raw = new double[buckets];
    double squares = 0;
    int filled = 0;
    for (int b = 0; b < buckets; b++) {
      raw[b] = Math.log1p(counts[2 * b]) - Math.log1p(counts[2 * b + 1]);
      squares += raw[b] * raw[b];
      filled += raw[b] == 0 ? 0 : 1;
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    int[] index = new int[filled];
    float[] value = new float[filled];
    int at = 0;
    for (int b = 0; b < buckets; b++) {
      if (raw[b] != 0) {
        index[at] = b;
        value[at++] = (float) (raw[b] * scale);
      }
    }
    return new TextFeatures(statistics, index, value);
  }

  private static String head(String text, int maxCharacters) {
    return text.length() <= maxCharacters || text.codePointCount(0, text.length()) <= maxCharacters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, maxCharacters));
  }

  /** Lower case, each digit as 0, each run of white space as one space. */
  static String normalise(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append(' ');
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              if (!Character.isWhitespace(c)) {
                out.appendCodePoint(Character.isDigit(c) ? '0' : c);
              } else if (out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
              }
            });
    if (out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
    return out.toString();
  }

  private static void count(String text, FeatureSettings settings, int[] counts) {
    int[] c = text.codePoints().toArray();
    for (int start = 0; start < c.length; start++) {
      long hash = NgramHash.start('c');
      int longest = Math.min(settings.longestCharacterGram(), c.length - start);
      for (int n = 1; n <= longest; n++) {
        hash = NgramHash.add(hash, c[start + n - 1]);
        if (n >= settings.shortestCharacterGram()) {
          countOne(hash, counts);
        }
      }
    }
    for (int start = 0; start < c.length; start++) {
      boolean wordStarts = c[start] == ' ' && start + 1 < c.length;
      long hash = NgramHash.start('w');
      int at = start + 1;
      for (int n = 1; wordStarts && n <= settings.longestWordGram() && at < c.length; n++) {
        for (; c[at] != ' '; at++) {
          hash = NgramHash.add(hash, c[at]);
        }
        hash = NgramHash.add(hash, ' ');
        at++;
        countOne(hash, counts);
      }
    }
  }

  private static void countOne(long hash, int[] counts) {
    long mixed = NgramHash.finish(hash);
    int bucket = (int) Long.remainderUnsigned(mixed >>> 1, counts.length / 2);
    counts[2 * bucket + (int) (mixed & 1)]++;
  }

  /** The features as bytes, which {@link #read} takes back. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            Integer.BYTES
                + statistics.length * Double.BYTES
                + buckets.length * (Integer.BYTES + Float.BYTES));
    bytes.putInt(buckets.length);
    for (double statistic : statistics) {
      bytes.putDouble(statistic);
    }
    for (int i = 0; i < buckets.length; i++) {
      bytes.putInt(buckets[i]).putFloat(weights[i]);
    }
    return bytes.array();
  }

  /** Reads what {@link #bytes} gave, from the buffer's position on. */
  public static TextFeatures read(ByteBuffer bytes) {
    int filled = bytes.getInt();
    double[] statistics = new double[TextStatistics.COUNT];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = bytes.getDouble();
    }
    int[] buckets = new int[filled];
    float[] weights = new float[filled];
    for (int i = 0; i < filled; i++) {
      buckets[i] = bytes.getInt();
      weights[i] = bytes.getFloat();
    }
    return new TextFeatures(statistics, buckets, weights);
  }

  /** The dense statistics as they were measured, in the order of {@link TextStatistics#NAMES}. */
  public double[] statistics() {
    return statistics.clone();
  }

  /** Number of buckets that are not zero. */
  public int filledBuckets() {
    return buckets.length;
  }

  /** The {@code i}-th bucket that is not zero; they ascend. */
  public int bucket(int i) {
    return buckets[i];
  }

  /** Its weight. */
  public float weight(int i) {
    return weights[i];
  }
}
