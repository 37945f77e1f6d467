package dev.nightshift.curation.decontaminate;

import dev.nightshift.curation.text.TextTokens;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The n-grams of benchmarks, and where texts have them.
 *
 * <p>Words are runs of letters, digits and marks in lower case; punctuation does not count (Brown
 * et al. 2020, appendix C). An item is found by the n-grams of its question. A question of fewer
 * words than n says too little by itself: it must stand in the text as a whole, and its answer
 * behind it. One without an answer, or of fewer words than {@link OverlapRule#shortest}, cannot be
 * looked for ({@link #unsearched}).
 *
 * <p>What the items of a benchmark share is its template, and is left out ({@link TaskTemplates}).
 *
 * <p>N-grams are known by 64-bit hashes: among m of them and k in a text one is taken for another
 * with a probability of about m·k/2⁶⁴ (10⁻⁷ for a million of each). An index takes 12 bytes an
 * n-gram. Immutable, safe for use by several threads.
 */
public final class BenchmarkIndex implements Serializable {

  private static final long serialVersionUID = 1L;

  private final OverlapRule rule;
  private final List<BenchmarkItem> items;
  private final int[] gramsOfItem;
  private final long[][] answers;
  private final int[] lengths;
  private final GramTable[] tables;
  private final int unsearched;

  private BenchmarkIndex(
      OverlapRule rule,
      List<BenchmarkItem> items,
      int[] gramsOfItem,
      long[][] answers,
      int[] lengths,
      GramTable[] tables,
      int unsearched) {
    this.rule = rule;
    this.items = items;
    this.gramsOfItem = gramsOfItem;
    this.answers = answers;
    this.lengths = lengths;
    this.tables = tables;
    this.unsearched = unsearched;
  }

  /** An index of items. */
  public static BenchmarkIndex of(List<BenchmarkItem> items, OverlapRule rule) {
    TextTokens words = TextTokens.folded();
    long[][] questions = new long[items.size()][];
    long[][] answers = new long[items.size()][];
    for (int i = 0; i < items.size(); i++) {
      BenchmarkItem item = items.get(i);
      questions[i] = hashes(words, item.question());
      answers[i] = hashes(words, item.answer() == null ? "" : item.answer());
    }
    TaskTemplates templates = TaskTemplates.of(items, questions);
    long[][] grams = new long[items.size()][];
    int[] length = new int[items.size()];
    int unsearched = 0;
    for (int i = 0; i < items.size(); i++) {
      int from = templates.before(i);
      int own = questions[i].length - from - templates.behind(i);
      length[i] = Math.min(own, rule.gram());
      if (own < rule.gram() && (own < rule.shortest() || answers[i].length == 0)) {
        grams[i] = new long[0];
        unsearched++;
      } else {
        words.read(items.get(i).question());
        grams[i] =
            Arrays.stream(words.passages(length[i]), from, from + own - length[i] + 1)
                .distinct()
                .toArray();
      }
    }
    templates.removeShared(grams);
    Set<Integer> lengths = new TreeSet<>();
    for (int i = 0; i < grams.length; i++) {
      if (grams[i].length > 0) {
        lengths.add(length[i]);
      }
    }
    int[] distinct = lengths.stream().mapToInt(Integer::intValue).toArray();
    GramTable[] tables = new GramTable[distinct.length];
    for (int t = 0; t < tables.length; t++) {
      tables[t] = GramTable.of(grams, length, distinct[t]);
    }
    int[] counts = Arrays.stream(grams).mapToInt(g -> g.length).toArray();
    return new BenchmarkIndex(
        rule, List.copyOf(items), counts, answers, distinct, tables, unsearched);
  }

  private static long[] hashes(TextTokens words, String text) {
    words.read(text);
    long[] hashes = new long[words.size()];
    for (int w = 0; w < hashes.length; w++) {
      hashes[w] = words.hash(w);
    }
    return hashes;
  }

  /** The items, by their place. */
  public List<BenchmarkItem> items() {
    return items;
  }

  /** Whether an item can be looked for: it is long enough, or has an answer. */
  public boolean searches(int item) {
    return gramsOfItem[item] > 0;
  }

  /** How many items are too short to be looked for. */
  public int unsearched() {
    return unsearched;
  }

  /**
   * The different n-grams of a text that some item has.
   *
   * @param words the text, read as folded tokens
   */
  public long[] grams(TextTokens words) {
    Set<Long> found = new HashSet<>();
    for (int t = 0; t < tables.length; t++) {
      for (long passage : words.passages(lengths[t])) {
        if (tables[t].first(passage) >= 0) {
          found.add(passage);
        }
      }
    }
    return found.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /**
   * The items that a text has, by their place.
   *
   * @param words the text, read as folded tokens
   * @param common n-grams that do not count, sorted
   */
  public List<Overlap> find(TextTokens words, long[] common) {
    Map<Integer, Tally> tallies = new HashMap<>();
    for (int t = 0; t < tables.length; t++) {
      GramTable table = tables[t];
      long[] passages = words.passages(lengths[t]);
      for (int p = 0; p < passages.length; p++) {
        int at = table.first(passages[p]);
        if (at < 0 || Arrays.binarySearch(common, passages[p]) >= 0) {
          continue;
        }
        for (; at < table.size() && table.gram(at) == passages[p]; at++) {
          int item = table.item(at);
          if (lengths[t] == rule.gram() || answered(words, p + lengths[t], answers[item])) {
            tallies
                .computeIfAbsent(item, i -> new Tally())
                .add(passages[p], words.start(p), words.end(p + lengths[t] - 1));
          }
        }
      }
    }
    List<Overlap> overlaps = new ArrayList<>();
    tallies.forEach(
        (item, tally) -> {
          Overlap overlap =
              new Overlap(item, tally.grams.size(), gramsOfItem[item], tally.start, tally.end);
          if (overlap.share() >= rule.share()) {
            overlaps.add(overlap);
          }
        });
    overlaps.sort((a, b) -> Integer.compare(a.item(), b.item()));
    return overlaps;
  }

  /** Whether the words of an answer stand together behind a place. */
  private boolean answered(TextTokens words, int from, long[] answer) {
    int last = Math.min(words.size(), from + rule.answerWithin()) - answer.length;
    for (int at = from; at <= last; at++) {
      int same = 0;
      while (same < answer.length && words.hash(at + same) == answer[same]) {
        same++;
      }
      if (same == answer.length) {
        return true;
      }
    }
    return false;
  }

  private static final class Tally {
    final Set<Long> grams = new HashSet<>();
    int start = Integer.MAX_VALUE;
    int end;

    void add(long gram, int from, int to) {
      grams.add(gram);
      start = Math.min(start, from);
      end = Math.max(end, to);
    }
  }
}
