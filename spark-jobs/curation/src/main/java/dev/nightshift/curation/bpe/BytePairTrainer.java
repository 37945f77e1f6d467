package dev.nightshift.curation.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a byte-level byte-pair encoding: again and again the most frequent pair of neighbouring
 * tokens becomes a token of its own. Sennrich, Haddow and Birch, "Neural machine translation of
 * rare words with subword units", 2016, on bytes as in GPT-2 (Radford et al. 2019).
 *
 * <p>Of pairs that are equally frequent the lexicographically greatest is merged, comparing the
 * bytes of the first token and then those of the second, unsigned; so the result does not depend on
 * the order of the texts. Pair counts are kept up to date by the words that a merge touches, and a
 * heap whose stale entries are thrown away when they come up finds the next pair: the work is about
 * the number of changed neighbours times the logarithm of the number of pairs.
 */
public final class BytePairTrainer {

  private final List<byte[]> tokens = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<int[]> merges = new ArrayList<>();
  private final List<int[]> words = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Entry> heap = new PriorityQueue<>(this::compare);

  private BytePairTrainer() {}

  /** A pair's frequency and the words that hold it or held it. */
  private static final class Pair {
    private long count;
    private int[] words = new int[2];
    private int size;

    void in(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, size * 2);
      }
      words[size++] = word;
    }
  }

  private record Entry(long count, long pair) {}

  /**
   * Trains an encoding.
   *
   * @param pieces pre-tokens with their frequencies
   * @param vocabularySize number of tokens wanted, special ones and the 256 bytes included; fewer
   *     come out where the pieces run out of pairs
   * @param specialTokens texts that are tokens of their own
   * @param progress told the number of tokens so far
   * @throws IllegalArgumentException if the vocabulary has no room for the bytes
   */
  public static BytePairModel train(
      Map<String, Long> pieces,
      int vocabularySize,
      List<String> specialTokens,
      IntConsumer progress) {
    int room = vocabularySize - specialTokens.size();
    if (room < 256) {
      throw new IllegalArgumentException(
          "a vocabulary of "
              + vocabularySize
              + " has no room for 256 bytes and "
              + specialTokens.size()
              + " special tokens");
    }
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.read(pieces);
    while (trainer.tokens.size() < room && trainer.mergeNext()) {
      progress.accept(specialTokens.size() + trainer.tokens.size());
    }
    return new BytePairModel(specialTokens, trainer.tokens, trainer.merges);
  }

  private void read(Map<String, Long> pieces) {
    int[] byByte = new int[256];
    for (int n = 0; n < 256; n++) {
      byte b = ByteAlphabet.byteAt(n);
      byByte[b & 0xFF] = number(new byte[] {b});
    }
    // In a fixed order, so that a run repeats in memory too.
    new TreeMap<>(pieces)
        .forEach(
            (piece, count) -> {
              byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
              int[] word = new int[bytes.length];
              for (int i = 0; i < bytes.length; i++) {
                word[i] = byByte[bytes[i] & 0xFF];
              }
              words.add(word);
              counts.add(count);
            });
    for (int w = 0; w < words.size(); w++) {
      int[] word = words.get(w);
      for (int i = 0; i + 1 < word.length; i++) {
        add(word[i], word[i + 1], counts.get(w), w);
      }
    }
    pairs.forEach((key, pair) -> heap.add(new Entry(pair.count, key)));
  }

  private void add(int left, int right, long count, int word) {
    Pair pair = pairs.computeIfAbsent(key(left, right), k -> new Pair());
    pair.count += count;
    pair.in(word);
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private int compare(Entry a, Entry b) {
    if (a.count != b.count) {
      return Long.compare(b.count, a.count);
    }
    int left = compare((int) (b.pair >>> 32), (int) (a.pair >>> 32));
    return left != 0 ? left : compare((int) b.pair, (int) a.pair);
  }

  private int compare(int a, int b) {
    return Arrays.compareUnsigned(tokens.get(a), tokens.get(b));
  }

  private boolean mergeNext() {
    for (Entry top = heap.poll(); top != null; top = heap.poll()) {
      Pair pair = pairs.get(top.pair);
      if (pair != null && pair.count == top.count && pair.count > 0) {
        merge(top.pair, pair);
        return true;
      }
    }
    return false;
  }

  private void merge(long key, Pair pair) {
    int left = (int) (key >>> 32);
    int right = (int) key;
    byte[] a = tokens.get(left);
    byte[] b = tokens.get(right);
    byte[] bytes = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, bytes, a.length, b.length);
    int merged = number(bytes);
    merges.add(new int[] {left, right});
    pairs.remove(key);

    Map<Long, Long> changes = new HashMap<>();
    int[] holders = Arrays.copyOf(pair.words, pair.size);
    for (int w : holders) {
      int[] word = rewritten(words.get(w), left, right, merged);
      if (word != null) {
        replace(w, word, changes);
      }
    }
    changes.remove(key);
    changes.forEach(
        (changed, difference) -> {
          Pair other = pairs.get(changed);
          if (other != null && difference != 0) {
            other.count += difference;
            if (other.count > 0) {
              heap.add(new Entry(other.count, changed));
            } else {
              pairs.remove(changed);
            }
          }
        });
  }

  /** Two pairs may spell one token: ab+c and a+bc. It has one number. */
  private int number(byte[] bytes) {
    Integer known = numbers.putIfAbsent(ByteAlphabet.spell(bytes), tokens.size());
    if (known != null) {
      return known;
    }
    tokens.add(bytes);
    return tokens.size() - 1;
  }

  /** The word with the pair merged, from the left; null where it holds the pair no more. */
  private static int @Nullable [] rewritten(int[] word, int left, int right, int merged) {
    int[] result = new int[word.length];
    int length = 0;
    for (int i = 0; i < word.length; i++) {
      if (i + 1 < word.length && word[i] == left && word[i + 1] == right) {
        result[length++] = merged;
        i++;
      } else {
        result[length++] = word[i];
      }
    }
    return length == word.length ? null : Arrays.copyOf(result, length);
  }

  private void replace(int w, int[] word, Map<Long, Long> changes) {
    long count = counts.get(w);
    int[] before = words.get(w);
    for (int i = 0; i + 1 < before.length; i++) {
      changes.merge(key(before[i], before[i + 1]), -count, Long::sum);
    }
    for (int i = 0; i + 1 < word.length; i++) {
      long key = key(word[i], word[i + 1]);
      changes.merge(key, count, Long::sum);
      pairs.computeIfAbsent(key, k -> new Pair()).in(w);
    }
    words.set(w, word);
  }
}
