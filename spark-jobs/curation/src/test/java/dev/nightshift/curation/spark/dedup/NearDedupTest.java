package dev.nightshift.curation.spark.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.dedup.Bands;
import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.dedup.NaiveShingles;
import dev.nightshift.curation.dedup.NearSettings;
import dev.nightshift.curation.dedup.TextUnit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class NearDedupTest {

  /** Bands that let hardly a pair at the threshold through: 1 − (1 − .7²)⁶⁴ = 1 − 2e-19. */
  private static final NearSettings EVERY_PAIR =
      new NearSettings(TextUnit.WORD, 3, 0.7, new Bands(64, 2), KeepRule.OLDEST);

  private final SparkSession spark = Corpus.session();

  private Map<String, String> told(NearOutcome outcome) {
    Map<String, String> rows = new TreeMap<>();
    for (Row row : outcome.decisions().collectAsList()) {
      rows.put(
          row.getAs("row_id"),
          row.getAs("cluster_id") + " " + row.getAs("kept") + " " + row.getAs("similarity"));
    }
    return rows;
  }

  /** With nothing on the driver, or all. */
  private Map<String, String> decide(Dataset<Row> rows, NearSettings settings, boolean onDriver) {
    long most = onDriver ? Long.MAX_VALUE : 0;
    try (Held held = new Held()) {
      return told(
          new NearDedup(settings, new ComponentFinder(100_000), most)
              .decide(rows, null, History.none(spark), held));
    }
  }

  @Test
  void clustersAreTheComponentsOfAllPairs() {
    List<String> texts = Corpus.families(30, 6, 1);
    int[] expected = NaiveShingles.components(texts, 3, 0.7);
    Map<String, String> decided = decide(Corpus.rows(spark, texts), EVERY_PAIR, false);
    Set<Integer> clusters = new TreeSet<>();
    for (int i = 0; i < texts.size(); i++) {
      clusters.add(expected[i]);
      String[] row = decided.get(Corpus.id(i)).split(" ");
      assertThat(row[0]).isEqualTo(Corpus.id(expected[i]));
      assertThat(row[1]).isEqualTo(String.valueOf(expected[i] == i));
      double similarity =
          NaiveShingles.jaccard(
              NaiveShingles.of(NaiveShingles.words(texts.get(i)), 3),
              NaiveShingles.of(NaiveShingles.words(texts.get(expected[i])), 3));
      assertThat(Double.parseDouble(row[2])).isEqualTo(similarity);
    }
    assertThat(clusters.size()).isBetween(35, 150);
  }

  @Test
  void neitherPartitionsNorOrderChangeARow() {
    List<String> texts = new ArrayList<>(Corpus.families(20, 5, 2));
    texts.addAll(texts.subList(0, 30));
    Dataset<Row> rows = Corpus.rows(spark, texts);
    NearSettings settings = NearSettings.DEFAULT;
    Map<String, String> once = decide(rows.coalesce(1), settings, true);
    assertThat(once.values().stream().filter(v -> v.contains("false")).count())
        .isBetween(35L, 110L);
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    try {
      for (int partitions : new int[] {2, 7, 200}) {
        spark.conf().set("spark.sql.shuffle.partitions", String.valueOf(Math.min(partitions, 20)));
        List<Row> shuffled = new ArrayList<>(rows.collectAsList());
        Collections.shuffle(shuffled, new Random(partitions));
        Dataset<Row> other = spark.createDataFrame(shuffled, Corpus.ROW).repartition(partitions);
        assertThat(decide(other, settings, partitions == 7)).isEqualTo(once);
      }
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }
  }

  @Test
  void starsOnTheWorkersGiveTheSameComponents() {
    List<Row> edges = new ArrayList<>();
    Random random = new Random(4);
    for (int i = 0; i < 400; i++) {
      edges.add(
          org.apache.spark.sql.RowFactory.create(
              (long) random.nextInt(300), (long) random.nextInt(300)));
    }
    for (long i = 1000; i < 1040; i++) {
      edges.add(org.apache.spark.sql.RowFactory.create(i, i + 1));
    }
    Dataset<Row> graph =
        spark.createDataFrame(
            edges,
            new org.apache.spark.sql.types.StructType()
                .add("one", org.apache.spark.sql.types.DataTypes.LongType)
                .add("other", org.apache.spark.sql.types.DataTypes.LongType));
    List<String> onDriver = labels(new ComponentFinder(10_000).labels(graph));
    assertThat(onDriver).contains("[1040,1000]");
    assertThat(labels(new ComponentFinder(0).labels(graph))).isEqualTo(onDriver);
    assertThat(labels(new ComponentFinder(0).labels(graph.limit(0)))).isEmpty();
  }

  private static List<String> labels(Dataset<Row> labels) {
    return labels.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Test
  void theRowThatStaysIsChosenByTheRule() {
    String base =
        String.join(
            " ", Corpus.words(dev.nightshift.schema.random.CounterRandom.of(1, "k", 0), 60));
    List<String> texts = List.of(base, base + " tail", base, "quite another text");
    Map<String, String> oldest = decide(Corpus.rows(spark, texts), NearSettings.DEFAULT, true);
    NearSettings byLength =
        new NearSettings(TextUnit.WORD, 5, 0.7, new Bands(17, 5), KeepRule.LONGEST);
    Map<String, String> longest = decide(Corpus.rows(spark, texts), byLength, true);
    assertThat(oldest.get(Corpus.id(0))).isEqualTo("r0000000 true 1.0");
    assertThat(oldest.get(Corpus.id(2))).isEqualTo("r0000000 false 1.0");
    // 56 five-grams of 60 words; one more with the tail.
    assertThat(oldest.get(Corpus.id(1))).isEqualTo("r0000000 false " + 56 / 57.0);
    assertThat(longest.get(Corpus.id(0))).isEqualTo("r0000000 false " + 56 / 57.0);
    assertThat(longest.get(Corpus.id(1))).isEqualTo("r0000000 true 1.0");
    assertThat(longest.get(Corpus.id(2))).isEqualTo("r0000000 false " + 56 / 57.0);
    assertThat(longest.get(Corpus.id(3))).isEqualTo("r0000003 true 1.0");
  }

  @Test
  void textsWithoutWordsAreLeftAlone() {
    Map<String, String> decided =
        decide(
            Corpus.rows(spark, List.of("...", "!!!", "", "one", "One!")),
            NearSettings.DEFAULT,
            true);
    assertThat(decided.values().stream().filter(v -> v.contains("true")).count()).isEqualTo(4);
    assertThat(decided.get(Corpus.id(4))).isEqualTo("r0000003 false 1.0");
  }

  /**
   * Two nights give what one gives, but for clusters of the first night that a row of the second
   * joins: those are told, and what they kept stays.
   */
  @Test
  void twoNightsKeepWhatOneNightKeepsAndTheMerged() {
    List<String> texts = Corpus.families(15, 8, 3);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      (i % 8 < 4 ? first : second).add(texts.get(i));
    }
    // Of 98 trigrams 12 steps away 86 are shared, J = 86/110; 24 steps away J = 74/122.
    List<String> sliding = Corpus.sliding(9, 12);
    for (int i = 0; i < sliding.size(); i++) {
      (i % 2 == 0 ? first : second).add(sliding.get(i));
    }
    List<String> joined = new ArrayList<>(first);
    joined.addAll(second);
    int[] expected = NaiveShingles.components(joined, 3, 0.7);
    try (Held held = new Held()) {
      Dataset<Row> one = Corpus.rows(spark, first, 0, 1);
      Dataset<Row> two = Corpus.rows(spark, second, first.size(), 2);
      NearDedup dedup = new NearDedup(EVERY_PAIR);
      NearOutcome a = dedup.decide(one, null, History.none(spark), held);
      Dataset<Row> index = held.hold(NearDedup.indexed(a));
      History history = History.of(index, a.merges());
      NearOutcome b = dedup.decide(two, null, history, held);

      Map<Long, Long> merges =
          b.merges().collectAsList().stream()
              .collect(Collectors.toMap(r -> r.getLong(0), r -> r.getLong(1)));
      assertThat(merges).isNotEmpty();
      Set<String> keptInTwo = new TreeSet<>(kept(a));
      keptInTwo.addAll(kept(b));
      Set<String> keptInOne = new TreeSet<>();
      for (int i = 0; i < expected.length; i++) {
        keptInOne.add(Corpus.id(expected[i]));
      }
      Set<String> merged =
          merges.keySet().stream()
              .map(m -> Corpus.id(m.intValue()))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> more = new TreeSet<>(keptInTwo);
      more.removeAll(keptInOne);
      assertThat(keptInTwo).containsAll(keptInOne);
      assertThat(more).isEqualTo(merged);
      // Resolved through the merges, every cluster of both nights is a component of one.
      for (NearOutcome night : List.of(a, b)) {
        for (Row row : night.decisions().collectAsList()) {
          long ordinal = row.getAs("ordinal");
          long cluster = History.resolved(merges, row.<Long>getAs("cluster"));
          assertThat(cluster).isEqualTo(expected[(int) ordinal]);
        }
      }
      // A third night of a copy of each text adds nothing.
      Dataset<Row> both = held.hold(index.union(NearDedup.indexed(b)));
      NearOutcome c =
          dedup.decide(
              Corpus.rows(spark, joined, 10_000, 3), null, History.of(both, b.merges()), held);
      assertThat(kept(c)).isEmpty();
      assertThat(c.merges().count()).isZero();
    }
  }

  /** What is decided in memory is what the workers decide, also against history and by weight. */
  @Test
  void aSmallNightIsDecidedAsALargeOneIs() {
    List<String> texts = new ArrayList<>(Corpus.families(12, 8, 9));
    texts.addAll(texts.subList(0, 20));
    texts.addAll(Corpus.sliding(9, 12));
    Collections.shuffle(texts, new Random(5));
    int half = texts.size() / 2;
    for (KeepRule rule : List.of(KeepRule.OLDEST, KeepRule.LONGEST)) {
      NearSettings settings = new NearSettings(TextUnit.WORD, 3, 0.7, new Bands(64, 2), rule);
      List<Map<String, String>> told = new ArrayList<>();
      List<String> merges = new ArrayList<>();
      for (long most : new long[] {0, Long.MAX_VALUE}) {
        NearDedup dedup = new NearDedup(settings, new ComponentFinder(100_000), most);
        try (Held held = new Held()) {
          Dataset<Row> one = weighed(Corpus.rows(spark, texts.subList(0, half), 0, 1));
          Dataset<Row> two =
              weighed(Corpus.rows(spark, texts.subList(half, texts.size()), half, 2));
          NearOutcome a = dedup.decide(one, null, History.none(spark), held);
          Dataset<Row> index = held.hold(NearDedup.indexed(a));
          NearOutcome b = dedup.decide(two, null, History.of(index, a.merges()), held);
          Map<String, String> nights = told(a);
          nights.putAll(told(b));
          told.add(nights);
          merges.add(String.valueOf(b.merges().orderBy("from_cluster").collectAsList()));
        }
      }
      assertThat(told.get(1)).isEqualTo(told.get(0));
      assertThat(merges.get(1)).isEqualTo(merges.get(0)).startsWith("[[");
    }
  }

  /** A row of history that was erased can no longer stand for its cluster. */
  @Test
  void aClusterWhoseKeptRowIsGoneKeepsOneOfTonight() {
    String base =
        String.join(
            " ", Corpus.words(dev.nightshift.schema.random.CounterRandom.of(1, "k", 0), 60));
    NearSettings settings =
        new NearSettings(TextUnit.WORD, 3, 0.7, new Bands(64, 2), KeepRule.LONGEST);
    for (long most : new long[] {0, Long.MAX_VALUE}) {
      NearDedup dedup = new NearDedup(settings, new ComponentFinder(100_000), most);
      try (Held held = new Held()) {
        Dataset<Row> one = weighed(Corpus.rows(spark, List.of(base, base + " tail"), 0, 1));
        Dataset<Row> two = weighed(Corpus.rows(spark, List.of(base + " b", base + " ccc"), 2, 2));
        NearOutcome a = dedup.decide(one, null, History.none(spark), held);
        assertThat(kept(a)).containsExactly(Corpus.id(1));
        Dataset<Row> index = held.hold(NearDedup.indexed(a));
        assertThat(kept(dedup.decide(two, null, History.of(index, a.merges()), held))).isEmpty();
        Dataset<Row> erased = index.where(functions.col("row_id").notEqual(Corpus.id(1)));
        NearOutcome b = dedup.decide(two, null, History.of(erased, a.merges()), held);
        assertThat(kept(b)).containsExactly(Corpus.id(3));
        assertThat(told(b)).containsEntry(Corpus.id(2), Corpus.id(0) + " false " + 58 / 60.0);
      }
    }
  }

  /** Whatever the slices, and without a record of either side shuffled. */
  @Test
  void rowsOfHistoryAreToldByTheirIdsWhereTheyLie() throws Exception {
    List<String> texts = Corpus.families(20, 10, 6);
    ShuffledRecords shuffled = new ShuffledRecords();
    try (Held held = new Held()) {
      NearOutcome seen =
          new NearDedup(NearSettings.DEFAULT)
              .decide(Corpus.rows(spark, texts, 0, 1), null, History.none(spark), held);
      Dataset<Row> index = held.hold(NearDedup.indexed(seen));
      assertThat(index.count()).isEqualTo(200);
      History history = History.of(index, seen.merges());
      Dataset<Row> table = Corpus.rows(spark, texts, 150, 2).select("row_id", "ingested_at");
      Set<String> fresh = new TreeSet<>();
      for (int i = 200; i < 350; i++) {
        fresh.add(Corpus.id(i));
      }
      spark.sparkContext().addSparkListener(shuffled);
      for (int most : new int[] {1_000_000, 30, 1}) {
        List<Row> rows = history.without(table, most).collectAsList();
        assertThat(rows).hasSize(150);
        assertThat(rows.stream().map(row -> row.getString(0)).collect(Collectors.toSet()))
            .isEqualTo(fresh);
      }
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(shuffled.records()).isZero();
      table.repartition(3).collectAsList();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(shuffled.records()).isEqualTo(200);
    } finally {
      spark.sparkContext().removeSparkListener(shuffled);
    }
  }

  private static final class ShuffledRecords extends SparkListener {

    private final AtomicLong records = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      records.addAndGet(task.taskMetrics().shuffleWriteMetrics().recordsWritten());
    }

    long records() {
      return records.get();
    }
  }

  private static Dataset<Row> weighed(Dataset<Row> rows) {
    return rows.withColumn("weight", functions.length(functions.col("text")).cast("double"));
  }

  private static Set<String> kept(NearOutcome outcome) {
    return outcome.decisions().where(functions.col("kept")).collectAsList().stream()
        .map(r -> r.<String>getAs("row_id"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void manyCopiesAreFoldedBeforeTheyMeet() {
    List<String> texts =
        new ArrayList<>(Collections.nCopies(3000, "the same few words of one text"));
    texts.add("and another text of quite other words");
    try (Held held = new Held()) {
      NearOutcome outcome =
          new NearDedup(NearSettings.DEFAULT)
              .decide(Corpus.rows(spark, texts), null, History.none(spark), held);
      assertThat(outcome.compared()).isZero();
      assertThat(kept(outcome)).containsExactly(Corpus.id(0), Corpus.id(3000));
    }
  }

  /** Licences: families of versions. Every pair of 727 is the control. */
  @Test
  void licencesAreClusteredAsAllPairsCluster() throws IOException {
    List<String> texts = Corpus.shared("spdx-licenses");
    int[] expected = NaiveShingles.components(texts, 5, 0.7);
    Map<String, String> decided = decide(Corpus.rows(spark, texts), NearSettings.DEFAULT, false);
    int[] found = new int[texts.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = Integer.parseInt(decided.get(Corpus.id(i)).split(" ")[0].substring(1));
    }
    long both = 0;
    long inExpected = 0;
    long inFound = 0;
    for (int i = 0; i < found.length; i++) {
      for (int j = i + 1; j < found.length; j++) {
        boolean e = expected[i] == expected[j];
        boolean f = found[i] == found[j];
        inExpected += e ? 1 : 0;
        inFound += f ? 1 : 0;
        both += e && f ? 1 : 0;
      }
    }
    double precision = (double) both / inFound;
    double recall = (double) both / inExpected;
    System.out.printf(
        "licences: %d pairs in clusters of all pairs, %d found, precision %.4f, recall %.4f%n",
        inExpected, inFound, precision, recall);
    assertThat(inExpected).isGreaterThan(200);
    assertThat(precision).isGreaterThan(.99);
    assertThat(recall).isGreaterThan(.95);
  }
}
