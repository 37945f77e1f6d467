package dev.nightshift.curation.dedup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The set of a text's shingles, from which the true Jaccard similarity of two texts follows; of a
 * text with more than {@value #SIZE} different shingles only the {@value #SIZE} smallest.
 *
 * <p>Of two whole sets the similarity is exact, up to collisions of 32-bit hashes. Otherwise it is
 * taken over all shingles that both sketches must hold, those up to the smaller of the two cuts
 * (bottom-k sampling; Cohen and Kaplan 2007, "Summarizing data using bottom-k sketches"). That is
 * at least {@value #SIZE} different shingles of the union, so the standard error is at most {@code
 * √(J(1 − J)/4096)}: .007 at J = .7. A text of 25 kB has about 4,096 words.
 *
 * <p>As bytes: one that is 1 where shingles were left out, else 0; then the shingles, four bytes
 * each, big-endian, in rising order with their sign. Not safe for use by several threads.
 */
public final class ShingleSketch {

  /** Most shingles of a sketch. */
  public static final int SIZE = 4096;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final int[] smallest = new int[2 * SIZE];
  private final IntSorter sorter = new IntSorter(2 * SIZE);
  private int size;
  private boolean cut;
  private int limit;

  /** A sketch of the empty set. */
  public ShingleSketch() {
    clear();
  }

  /** Makes it the sketch of the empty set. */
  public void clear() {
    size = 0;
    cut = false;
    limit = Integer.MAX_VALUE;
  }

  /** Adds the first {@code count} shingles of a block. */
  public void add(int[] block, int count) {
    for (int i = 0; i < count; i++) {
      int shingle = block[i];
      if (!cut || shingle < limit) {
        if (size == smallest.length) {
          compact();
        }
        smallest[size++] = shingle;
      }
    }
  }

  private void compact() {
    sorter.sort(smallest, size);
    int different = 0;
    for (int i = 0; i < size; i++) {
      if (different == 0 || smallest[different - 1] != smallest[i]) {
        smallest[different++] = smallest[i];
      }
    }
    size = different;
    if (different > SIZE) {
      size = SIZE;
      cut = true;
    }
    if (cut) {
      limit = smallest[size - 1];
    }
  }

  /** The sketch as bytes. */
  public byte[] toBytes() {
    compact();
    byte[] bytes = new byte[1 + size * Integer.BYTES];
    bytes[0] = (byte) (cut ? 1 : 0);
    for (int i = 0; i < size; i++) {
      INT.set(bytes, 1 + i * Integer.BYTES, smallest[i]);
    }
    return bytes;
  }

  /** The Jaccard similarity of two sketches, from 0 to 1; 0 where both are empty. */
  public static double similarity(byte[] one, byte[] other) {
    int limit = Math.min(limit(one), limit(other));
    int i = 1;
    int j = 1;
    long union = 0;
    long both = 0;
    while (i < one.length && j < other.length) {
      int x = (int) INT.get(one, i);
      int y = (int) INT.get(other, j);
      if (Math.min(x, y) > limit) {
        break;
      }
      union++;
      if (x == y) {
        both++;
      }
      i += x <= y ? Integer.BYTES : 0;
      j += y <= x ? Integer.BYTES : 0;
    }
    union += upTo(one, i, limit) + upTo(other, j, limit);
    return union == 0 ? 0 : (double) both / union;
  }

  /** The last shingle of a sketch that was cut; what lies beyond it is not known. */
  private static int limit(byte[] sketch) {
    return sketch[0] == 0 ? Integer.MAX_VALUE : (int) INT.get(sketch, sketch.length - 4);
  }

  private static long upTo(byte[] sketch, int from, int limit) {
    if (limit == Integer.MAX_VALUE) {
      return (sketch.length - from) / Integer.BYTES;
    }
    long count = 0;
    for (int i = from; i < sketch.length && (int) INT.get(sketch, i) <= limit; i += 4) {
      count++;
    }
    return count;
  }
}
