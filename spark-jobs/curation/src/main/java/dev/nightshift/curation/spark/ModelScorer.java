package dev.nightshift.curation.spark;

import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.curation.filter.TextScorer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Scores with a quality model, which each worker gets once. */
final class ModelScorer implements TextScorer {

  private static final long serialVersionUID = 1L;

  private final Broadcast<QualityModel> model;
  private final String digest;

  ModelScorer(SparkSession spark, QualityModel model) {
    this.model = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
    this.digest = model.digest();
  }

  @Override
  public double score(String text) {
    return model.value().score(text);
  }

  @Override
  public String digest() {
    return digest;
  }
}
