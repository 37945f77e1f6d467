package dev.nightshift.training.spark.difficulty;

import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.spark.LevelText;
import dev.nightshift.training.spark.PromptSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Texts with the levels that people gave, as a classifier of difficulty learns them: each text
 * once, in the order of their digests. A share is held out, by the digest of the text, so that no
 * text is on both sides. Texts that were given several levels are left out.
 *
 * @param trained what is learnt
 * @param heldOut what is measured
 * @param contradictory texts with several levels
 */
record LevelledTexts(List<Levelled> trained, List<Levelled> heldOut, long contradictory) {

  /** The fewest texts to learn from, and to measure on. */
  static final int LEAST = 10;

  private static final StructType TYPE =
      new StructType()
          .add(DifficultyClassifier.TEXT, DataTypes.StringType, false)
          .add(DifficultyClassifier.LABEL, DataTypes.DoubleType, false)
          .add("level", DataTypes.DoubleType, false);

  /** A text with its level. */
  record Levelled(String text, double level) {}

  LevelledTexts {
    trained = List.copyOf(trained);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * Divides texts.
   *
   * @param rows text and level, in any order; a level is a number or ends in one
   * @param share held out
   */
  static LevelledTexts of(Iterable<Row> rows, double share) {
    Map<String, TreeSet<Double>> levels = new TreeMap<>();
    Map<String, String> texts = new TreeMap<>();
    for (Row row : rows) {
      String text = row.getString(0);
      double level = LevelText.number(row.getString(1));
      if (Double.isNaN(level)) {
        throw new RequestException(
            "a row has the level '" + row.getString(1) + "'",
            "option 'level-field'",
            "Name a column of numbers or of levels such as 'Level 3'.");
      }
      String id = Digest.ofText(text);
      texts.put(id, text);
      levels.computeIfAbsent(id, i -> new TreeSet<>()).add(level);
    }
    List<Levelled> trained = new ArrayList<>();
    List<Levelled> heldOut = new ArrayList<>();
    long contradictory = 0;
    for (Map.Entry<String, TreeSet<Double>> entry : levels.entrySet()) {
      if (entry.getValue().size() > 1) {
        contradictory++;
        continue;
      }
      List<Levelled> side = PromptSplit.isHeldOut(entry.getKey(), share) ? heldOut : trained;
      side.add(new Levelled(texts.getOrDefault(entry.getKey(), ""), entry.getValue().first()));
    }
    return new LevelledTexts(trained, heldOut, contradictory);
  }

  /** The levels that are learnt, growing. */
  double[] levels() {
    return trained.stream().mapToDouble(Levelled::level).distinct().sorted().toArray();
  }

  /** Rows of text, label and level in one partition, in their order. */
  static Dataset<Row> rows(SparkSession spark, List<Levelled> texts, double[] levels) {
    List<Row> rows = new ArrayList<>();
    for (Levelled text : texts) {
      double label = java.util.Arrays.binarySearch(levels, text.level());
      rows.add(RowFactory.create(text.text(), label, text.level()));
    }
    return spark.createDataFrame(rows, TYPE).coalesce(1);
  }
}
