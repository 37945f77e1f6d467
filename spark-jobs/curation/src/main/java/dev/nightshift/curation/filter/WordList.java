package dev.nightshift.curation.filter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Words and phrases to look for, without regard to case, each of one to five tokens. Kept as hashes
 * of 64 bits, by their number of tokens. Immutable.
 */
public final class WordList implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final long BASE = 0x9e3779b97f4a7c15L;

  /** Most tokens of a phrase. */
  public static final int LONGEST = 5;

  /** The languages that have a short list of their own. */
  public static final Set<String> BUILT_IN = new TreeSet<>(List.of("de", "en", "es", "fr"));

  private final long[][] hashes = new long[LONGEST + 1][];

  private WordList(List<List<Long>> bySize) {
    for (int n = 1; n <= LONGEST; n++) {
      hashes[n] = bySize.get(n).stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }
  }

  /**
   * A list.
   *
   * @param entries words and phrases; blank ones and those that start with {@code #} are left out
   * @throws IllegalArgumentException if an entry is longer than {@link #LONGEST} tokens; names all
   */
  public static WordList of(Collection<String> entries) {
    List<List<Long>> bySize = new ArrayList<>();
    for (int n = 0; n <= LONGEST; n++) {
      bySize.add(new ArrayList<>());
    }
    List<String> tooLong = new ArrayList<>();
    TextScan scan = new TextScan(true);
    for (String entry : entries) {
      if (entry.isBlank() || entry.strip().startsWith("#")) {
        continue;
      }
      scan.read(entry);
      int n = scan.keptTokens();
      if (n > LONGEST) {
        tooLong.add(entry);
      } else {
        bySize.get(n).add(hash(scan, 0, n));
      }
    }
    if (!tooLong.isEmpty()) {
      throw new IllegalArgumentException(
          "entries of more than " + LONGEST + " tokens: " + String.join("; ", tooLong));
    }
    return new WordList(bySize);
  }

  /** The short lists that come with the program, of these languages together. */
  public static WordList builtIn(Collection<String> languages) {
    List<String> entries = new ArrayList<>();
    for (String language : languages) {
      String name = "profanity-" + language + ".txt";
      try (InputStream in = WordList.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalArgumentException(
              "no list of words for language '" + language + "', there are: " + BUILT_IN);
        }
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
            .lines()
            .forEach(entries::add);
      } catch (IOException e) {
        throw new UncheckedIOException("the list " + name + " cannot be read", e);
      }
    }
    return of(entries);
  }

  /** Number of entries. */
  public int size() {
    int size = 0;
    for (int n = 1; n <= LONGEST; n++) {
      size += hashes[n].length;
    }
    return size;
  }

  /** How many tokens the longest entry that starts at a token has; 0 where none does. */
  int matchAt(TextScan scan, int token) {
    long hash = 0;
    int found = 0;
    for (int n = 1; n <= LONGEST && token + n <= scan.keptTokens(); n++) {
      hash = hash * BASE + scan.foldedHash(token + n - 1);
      if (hashes[n].length > 0 && Arrays.binarySearch(hashes[n], hash) >= 0) {
        found = n;
      }
    }
    return found;
  }

  private static long hash(TextScan scan, int start, int n) {
    long hash = 0;
    for (int i = start; i < start + n; i++) {
      hash = hash * BASE + scan.foldedHash(i);
    }
    return hash;
  }
}
