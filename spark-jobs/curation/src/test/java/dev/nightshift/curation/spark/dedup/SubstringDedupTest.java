package dev.nightshift.curation.spark.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SubstringDedupTest {

  private static final int LENGTH = 8;

  private final SparkSession spark = Corpus.session();

  /** Texts of which some share passages, of 8 words and more and of fewer. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    CounterRandom random = CounterRandom.of(1, "substring", 0);
    String[] shared = Corpus.words(random, 100);
    for (int i = 0; i < 40; i++) {
      List<String> words = new ArrayList<>();
      while (words.size() < 60) {
        words.addAll(List.of(Corpus.words(random, 1 + random.nextInt(20))));
        if (random.nextInt(3) == 0) {
          int from = random.nextInt(80);
          words.addAll(List.of(shared).subList(from, from + 1 + random.nextInt(20)));
        }
      }
      texts.add(String.join(" ", words));
    }
    return texts;
  }

  private Map<String, String> cut(Dataset<Row> rows) {
    try (Held held = new Held()) {
      Map<String, String> cuts = new TreeMap<>();
      for (Row row : SubstringDedup.cuts(rows, LENGTH, held).collectAsList()) {
        cuts.put(
            row.getAs("row_id"),
            row.getAs("cut_text") + "|" + row.getAs("similarity") + "|" + row.getAs("cluster_id"));
      }
      return cuts;
    }
  }

  /** The rule by the book: a word goes if it is in a passage that stood before. */
  private static Map<String, String> expected(List<String> texts) {
    Map<String, String> left = new HashMap<>();
    Map<String, int[]> first = new HashMap<>();
    for (int text = 0; text < texts.size(); text++) {
      String[] words = texts.get(text).split(" ");
      Set<Integer> gone = new HashSet<>();
      for (int i = 0; i + LENGTH <= words.length; i++) {
        String passage = String.join(" ", List.of(words).subList(i, i + LENGTH));
        int[] before = first.putIfAbsent(passage, new int[] {text, i});
        if (before != null) {
          int from = before[0] == text ? Math.max(i, before[1] + LENGTH) : i;
          for (int k = from; k < i + LENGTH; k++) {
            gone.add(k);
          }
        }
      }
      List<String> stay = new ArrayList<>();
      for (int i = 0; i < words.length; i++) {
        if (!gone.contains(i)) {
          stay.add(words[i]);
        }
      }
      if (!gone.isEmpty()) {
        left.put(Corpus.id(text), String.join(" ", stay));
      }
    }
    return left;
  }

  @Test
  void everyRepeatedPassageGoesAndNothingElse() {
    List<String> texts = texts();
    Map<String, String> cuts = cut(Corpus.rows(spark, texts));
    Map<String, String> expected = expected(texts);
    assertThat(expected.size()).isBetween(10, 40);
    assertThat(cuts.keySet()).isEqualTo(expected.keySet());
    cuts.forEach(
        (id, cut) -> assertThat(cut.substring(0, cut.indexOf('|'))).isEqualTo(expected.get(id)));
  }

  @Test
  void partitionsDoNotChangeATextAndWholeCopiesGoOut() {
    List<String> texts = texts();
    texts.add(texts.get(0));
    Dataset<Row> rows = Corpus.rows(spark, texts);
    Map<String, String> once = cut(rows.coalesce(1));
    assertThat(once.get(Corpus.id(40))).isEqualTo("|1.0|" + Corpus.id(0));
    for (int partitions : new int[] {2, 7}) {
      assertThat(cut(rows.repartition(partitions))).isEqualTo(once);
    }
    try (Held held = new Held()) {
      Dataset<Row> cuts = held.hold(SubstringDedup.cuts(rows, LENGTH, held));
      assertThat(SubstringDedup.applied(rows, cuts).count()).isEqualTo(40);
    }
  }
}
