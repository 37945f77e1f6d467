package dev.nightshift.curation.dedup;

import dev.nightshift.schema.identity.Digest;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A set of row ids that takes at most 64 bytes for each. A row id is a SHA-256, of which the first
 * 128 bits are held: among n ids two are taken for one with a probability of about n²/2¹²⁹.
 *
 * <p>Ids are dealt to slices of about equal size by their first bits, so that a set too large for
 * memory can be asked slice by slice.
 */
public final class RowIds implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Two numbers for each place; 0, 0 is a free place. */
  private final long[] places;

  private RowIds(long[] places) {
    this.places = places;
  }

  /** Which of some slices an id is in. */
  public static int slice(String id, int slices) {
    return (int) ((high(id) >>> 32) % slices);
  }

  /** The keys of ids, two numbers each. */
  public static long[] keys(Iterator<String> ids) {
    LongStream.Builder keys = LongStream.builder();
    ids.forEachRemaining(id -> keys.add(high(id)).add(low(id)));
    return keys.build().toArray();
  }

  /** The set of the ids of these keys. */
  public static RowIds of(List<long[]> keys) {
    long numbers = keys.stream().mapToLong(part -> part.length).sum();
    RowIds ids = new RowIds(new long[(int) Math.max(4, 4 * Long.highestOneBit(numbers))]);
    for (long[] part : keys) {
      for (int i = 0; i < part.length; i += 2) {
        int place = ids.place(part[i], part[i + 1]);
        ids.places[place] = part[i];
        ids.places[place + 1] = part[i + 1];
      }
    }
    return ids;
  }

  /** Whether an id is in the set. */
  public boolean contains(String id) {
    int place = place(high(id), low(id));
    return places[place] != 0 || places[place + 1] != 0;
  }

  /** The place of a key, or the free one where it would be. */
  private int place(long high, long low) {
    int mask = places.length - 2;
    int place = (int) (2 * high) & mask;
    while ((places[place] != high || places[place + 1] != low)
        && (places[place] != 0 || places[place + 1] != 0)) {
      place = place + 2 & mask;
    }
    return place;
  }

  private static long high(String id) {
    return bits(id, 0);
  }

  private static long low(String id) {
    return bits(id, 16);
  }

  private static long bits(String id, int from) {
    try {
      return Long.parseUnsignedLong(id, from, from + 16, 16);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return Long.parseUnsignedLong(Digest.ofText(id), from, from + 16, 16);
    }
  }
}
