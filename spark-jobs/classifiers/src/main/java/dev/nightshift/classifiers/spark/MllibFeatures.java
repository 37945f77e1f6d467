package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What MLlib does here: the scaling of the dense statistics, and the baseline. */
final class MllibFeatures {

  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType(), false)
          .add("label", DataTypes.DoubleType, false);

  private MllibFeatures() {}

  /**
   * Fits mean and deviation of the dense statistics. MLlib sums in the order in which partitions
   * finish, so both are rounded to single precision: that leaves the last bits out.
   */
  static Standardisation standardise(SparkSession spark, JavaRDD<LabelledRow> rows) {
    JavaRDD<Row> vectors =
        rows.map(
            row ->
                RowFactory.create(
                    Vectors.dense(row.features().statistics()), row.good() ? 1.0 : 0.0));
    StandardScalerModel fitted =
        new StandardScaler()
            .setInputCol("features")
            .setOutputCol("scaled")
            .setWithMean(true)
            .setWithStd(true)
            .fit(spark.createDataFrame(vectors, SCHEMA));
    return new Standardisation(
        singlePrecision(fitted.mean().toArray()), singlePrecision(fitted.std().toArray()));
  }

  private static double[] singlePrecision(double[] values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /**
   * Trains the baseline: a logistic regression on the same features.
   *
   * @param l2 strength of the penalty on squared weights
   */
  static LogisticRegressionModel baseline(
      SparkSession spark,
      JavaRDD<LabelledRow> rows,
      FeatureSettings settings,
      Standardisation standardisation,
      double l2) {
    Dataset<Row> data =
        spark.createDataFrame(
            rows.map(
                row ->
                    RowFactory.create(
                        vector(row.features(), settings, standardisation), row.good() ? 1.0 : 0.0)),
            SCHEMA);
    return new LogisticRegression().setRegParam(l2).setMaxIter(100).setTol(1e-6).fit(data);
  }

  /** The whole feature vector, as the network sees it. */
  static Vector vector(
      TextFeatures features, FeatureSettings settings, Standardisation standardisation) {
    double[] statistics = features.statistics();
    int dense = statistics.length;
    int[] index = new int[dense + features.filledBuckets()];
    double[] value = new double[index.length];
    for (int i = 0; i < dense; i++) {
      index[i] = i;
      value[i] = standardisation.apply(i, statistics[i]);
    }
    for (int i = 0; i < features.filledBuckets(); i++) {
      index[dense + i] = dense + features.bucket(i);
      value[dense + i] = features.weight(i);
    }
    return Vectors.sparse(settings.width(), index, value);
  }
}
