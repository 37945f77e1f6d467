package dev.nightshift.training.spark.difficulty;

import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.curriculum.LevelScores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A classifier of difficulty on MLlib: the words, numbers and signs of a text, counted in hashed
 * buckets and weighed by −ln of the share of texts that hold them (TF-IDF), beside ln(1 +
 * characters), under a multinomial logistic regression over the levels that people gave. How hard a
 * text is says its expected level,
 *
 * <pre>
 *   d = Σ_k k p(k | text)
 * </pre>
 *
 * <p>The regression scales each feature to a deviation of 1 before it penalises weights. It learns
 * from rows in one order in one partition, so that no sum depends on how they were divided, and
 * judges each text alone.
 */
final class DifficultyClassifier {

  static final String TEXT = "text";
  static final String LABEL = "label";

  private static final String PROBABILITY = "probability";
  private static final String TOKEN = "\\p{L}+|\\p{N}+|[^\\s\\p{L}\\p{N}]";
  private static final int ITERATIONS = 100;

  private final PipelineModel model;
  private final double[] levels;

  private DifficultyClassifier(PipelineModel model, double[] levels) {
    this.model = model;
    this.levels = levels.clone();
  }

  /**
   * How it learns.
   *
   * @param buckets number of hashed features; 0 for the length alone
   * @param l2 strength of the penalty on squared weights
   */
  record Settings(int buckets, double l2) {}

  /**
   * Trains one.
   *
   * @param rows {@link #TEXT} and {@link #LABEL}, the index of the level, in one partition
   * @param levels the levels by their index
   */
  static DifficultyClassifier train(Dataset<Row> rows, double[] levels, Settings settings) {
    SQLTransformer length =
        new SQLTransformer()
            .setStatement("SELECT *, ln(1 + length(text)) AS log_length FROM __THIS__");
    LogisticRegression regression =
        new LogisticRegression()
            .setFamily("multinomial")
            .setRegParam(settings.l2())
            .setMaxIter(ITERATIONS)
            .setFeaturesCol("features")
            .setLabelCol(LABEL)
            .setProbabilityCol(PROBABILITY);
    VectorAssembler all = new VectorAssembler().setOutputCol("features");
    PipelineStage[] stages =
        settings.buckets() == 0
            ? new PipelineStage[] {
              length, all.setInputCols(new String[] {"log_length"}), regression
            }
            : new PipelineStage[] {
              length,
              new RegexTokenizer()
                  .setInputCol(TEXT)
                  .setOutputCol("tokens")
                  .setGaps(false)
                  .setPattern(TOKEN),
              new HashingTF()
                  .setInputCol("tokens")
                  .setOutputCol("counts")
                  .setNumFeatures(settings.buckets()),
              new IDF().setInputCol("counts").setOutputCol("weighed"),
              all.setInputCols(new String[] {"weighed", "log_length"}),
              regression
            };
    return new DifficultyClassifier(new Pipeline().setStages(stages).fit(rows), levels);
  }

  /** Reads one. */
  static DifficultyClassifier load(Path folder, List<Double> levels) {
    return new DifficultyClassifier(
        PipelineModel.load(folder.toUri().toString()),
        levels.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Writes it in MLlib's own layout to a folder that is not there yet. */
  void save(Path folder) throws IOException {
    model.write().save(folder.toUri().toString());
  }

  /** A digest of the levels and of every weight, bit for bit. */
  String digest() {
    Digest digest = Digest.start().add("difficulty");
    add(digest, levels);
    for (Transformer stage : model.stages()) {
      if (stage instanceof IDFModel idf) {
        add(digest, idf.idf().toArray());
      } else if (stage instanceof LogisticRegressionModel regression) {
        add(digest, regression.coefficientMatrix().toArray());
        add(digest, regression.interceptVector().toArray());
      }
    }
    return digest.hex();
  }

  private static void add(Digest digest, double[] values) {
    for (double value : values) {
      digest.add(Double.doubleToLongBits(value));
    }
  }

  /**
   * Judges texts.
   *
   * @param rows {@link #TEXT} and a column that is kept
   * @param kept its name
   * @return the kept column, {@code likely} and {@code expected} levels
   */
  Dataset<Row> judged(Dataset<Row> rows, String kept) {
    StructType type =
        new StructType()
            .add(rows.schema().apply(kept))
            .add("likely", DataTypes.DoubleType, false)
            .add("expected", DataTypes.DoubleType, false);
    Encoder<Row> encoder = Encoders.row(type);
    double[] of = levels;
    return model
        .transform(rows)
        .select(
            rows.col(kept),
            org.apache
                .spark
                .ml
                .functions
                .vector_to_array(org.apache.spark.sql.functions.col(PROBABILITY), "float64")
                .as(PROBABILITY))
        .map((MapFunction<Row, Row>) row -> judged(row, of), encoder);
  }

  private static Row judged(Row row, double[] levels) {
    List<Double> probabilities = row.getList(1);
    int best = 0;
    double expected = 0;
    for (int k = 0; k < levels.length; k++) {
      double p = probabilities.get(k);
      expected += levels[k] * p;
      best = p > probabilities.get(best) ? k : best;
    }
    return RowFactory.create(row.get(0), levels[best], expected);
  }

  /**
   * Scores on texts whose levels are known.
   *
   * @param rows {@link #TEXT} and {@code level}
   */
  LevelScores scores(Dataset<Row> rows) {
    List<Row> judged = judged(rows, "level").orderBy("level", "expected", "likely").collectAsList();
    return LevelScores.of(column(judged, 0), column(judged, 1), column(judged, 2));
  }

  private static double[] column(List<Row> rows, int at) {
    return rows.stream().mapToDouble(row -> row.getDouble(at)).toArray();
  }
}
