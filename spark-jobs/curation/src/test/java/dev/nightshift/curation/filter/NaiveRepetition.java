package dev.nightshift.curation.filter;

import dev.nightshift.curation.text.WordSplitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The heuristics of repetition with strings for everything: the control of the fast ones. */
final class NaiveRepetition {

  private NaiveRepetition() {}

  /** The tokens of {@link TextScan} as strings. */
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    new WordSplitter()
        .split(
            text.toCharArray(),
            text.length(),
            (start, end) -> tokens.add(text.substring(start, end)));
    return tokens;
  }

  /** Reason to share, for every limit in the order of the filter. */
  static Map<String, Double> shares(String text) {
    Map<String, Double> shares = new LinkedHashMap<>();
    double length = text.length();
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : text.strip().split("\n{2,}")) {
      paragraphs.add(paragraph);
    }
    List<String> lines = text.lines().filter(l -> !l.isBlank()).toList();
    put(shares, "duplicate-paragraph", paragraphs, length);
    put(shares, "duplicate-line", lines, length);
    List<String> tokens = tokens(text);
    for (int n = 2; n <= 4; n++) {
      Map<String, Integer> counts = new HashMap<>();
      String top = "";
      int most = 1;
      for (int i = 0; i + n <= tokens.size(); i++) {
        String gram = String.join(" ", tokens.subList(i, i + n));
        int count = counts.merge(gram, 1, Integer::sum);
        if (count > most) {
          most = count;
          top = gram;
        }
      }
      shares.put("top-" + n + "-gram", most * top.length() / length);
    }
    for (int n = 5; n <= 10; n++) {
      Set<String> seen = new HashSet<>();
      int characters = 0;
      int i = 0;
      while (i + n <= tokens.size()) {
        String gram = String.join(" ", tokens.subList(i, i + n));
        if (seen.add(gram)) {
          i++;
        } else {
          characters += gram.length() - n + 1;
          i += n;
        }
      }
      shares.put("duplicate-" + n + "-grams", characters / length);
    }
    return shares;
  }

  private static void put(
      Map<String, Double> shares, String name, List<String> parts, double length) {
    Set<String> seen = new HashSet<>();
    int duplicates = 0;
    int characters = 0;
    for (String part : parts) {
      if (!seen.add(part)) {
        duplicates++;
        characters += part.length();
      }
    }
    shares.put(name + "s", parts.isEmpty() ? 0 : duplicates / (double) parts.size());
    shares.put(name + "-characters", characters / length);
  }
}
