package dev.nightshift.curation.dedup;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Shingles as sets of texts, by the book: the control for the fast ones. */
public final class NaiveShingles {

  private NaiveShingles() {}

  /** The words of a text, for texts of scripts with spaces. */
  public static List<String> words(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return Arrays.stream(normal.split("[^\\p{L}\\p{M}\\p{Nd}]+"))
        .filter(w -> !w.isEmpty())
        .toList();
  }

  /** The set of n-grams; of a shorter text the whole text. */
  public static Set<String> of(List<String> units, int n) {
    Set<String> shingles = new HashSet<>();
    if (!units.isEmpty() && units.size() < n) {
      shingles.add(String.join("\u0000", units));
    }
    for (int i = 0; i + n <= units.size(); i++) {
      shingles.add(String.join("\u0000", units.subList(i, i + n)));
    }
    return shingles;
  }

  public static double jaccard(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    int union = one.size() + other.size() - both.size();
    return union == 0 ? 0 : (double) both.size() / union;
  }

  /** The smallest index of each text's component over all pairs of at least a similarity. */
  public static int[] components(List<String> texts, int n, double threshold) {
    Map<String, Integer> numbers = new HashMap<>();
    List<int[]> sets = new ArrayList<>();
    for (String text : texts) {
      sets.add(
          of(words(text), n).stream()
              .mapToInt(s -> numbers.computeIfAbsent(s, k -> numbers.size()))
              .sorted()
              .toArray());
    }
    int[] labels = new int[texts.size()];
    Arrays.setAll(labels, i -> i);
    for (int i = 0; i < sets.size(); i++) {
      for (int j = i + 1; j < sets.size(); j++) {
        if (labels[i] != labels[j] && jaccard(sets.get(i), sets.get(j)) >= threshold) {
          int from = Math.max(labels[i], labels[j]);
          int to = Math.min(labels[i], labels[j]);
          for (int k = 0; k < labels.length; k++) {
            labels[k] = labels[k] == from ? to : labels[k];
          }
        }
      }
    }
    return labels;
  }

  private static double jaccard(int[] one, int[] other) {
    int i = 0;
    int j = 0;
    int both = 0;
    while (i < one.length && j < other.length) {
      if (one[i] == other[j]) {
        both++;
        i++;
        j++;
      } else if (one[i] < other[j]) {
        i++;
      } else {
        j++;
      }
    }
    int union = one.length + other.length - both;
    return union == 0 ? 0 : (double) both / union;
  }
}
