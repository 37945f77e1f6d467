package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.quality.BinaryScores;
import dev.nightshift.classifiers.quality.QualityModel;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.SparkSession;

/**
 * How the network and the baseline do on the same held-out rows.
 *
 * @param network scores of the network
 * @param baseline scores of MLlib's logistic regression
 */
record HeldOutScores(BinaryScores network, BinaryScores baseline) {

  private record Scored(String docId, boolean good, double network, double baseline)
      implements Serializable {}

  /** Scores the held-out rows with both. */
  static HeldOutScores of(
      SparkSession spark, TrainingRows rows, QualityModel model, LogisticRegressionModel baseline) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<QualityModel> network = context.broadcast(model);
    Broadcast<LogisticRegressionModel> regression = context.broadcast(baseline);
    try {
      List<Scored> scored =
          rows
              .heldOut()
              .map(
                  row ->
                      new Scored(
                          row.docId(),
                          row.good(),
                          network
                              .value()
                              .network()
                              .probability(row.features(), network.value().standardisation()),
                          regression
                              .value()
                              .predictProbability(
                                  MllibFeatures.vector(
                                      row.features(),
                                      network.value().settings(),
                                      network.value().standardisation()))
                              .apply(1)))
              .collect()
              .stream()
              .sorted(Comparator.comparing(Scored::docId))
              .toList();
      return new HeldOutScores(measure(scored, Scored::network), measure(scored, Scored::baseline));
    } finally {
      network.destroy();
      regression.destroy();
    }
  }

  private static BinaryScores measure(List<Scored> rows, ToDoubleFunction<Scored> score) {
    boolean[] good = new boolean[rows.size()];
    for (int i = 0; i < good.length; i++) {
      good[i] = rows.get(i).good();
    }
    return BinaryScores.of(rows.stream().mapToDouble(score).toArray(), good);
  }
}
