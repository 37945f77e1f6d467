package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.quality.Dl4jWeights;
import dev.nightshift.classifiers.quality.FeedForward;
import dev.nightshift.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the network by parameter averaging: each shard takes its own steps through an epoch, then
 * weights and optimizer moments are averaged over the shards. McDonald, Hall and Mann, "Distributed
 * Training Strategies for the Structured Perceptron", 2010, section 4.2 (iterative parameter
 * mixing).
 *
 * <p>One training job of Spark an epoch, whatever the number of executors. Spark adds the shards'
 * weights in the order in which they finish, so two trainings agree within rounding, not bit for
 * bit.
 */
final class AveragedTraining {

  private final SparkSession spark;
  private final Progress progress;

  AveragedTraining(SparkSession spark, Progress progress) {
    this.spark = spark;
    this.progress = progress;
  }

  /**
   * A trained network.
   *
   * @param network as Deeplearning4j holds it
   * @param trainingLoss mean cross entropy in nats over the training rows after each epoch
   * @param heldOutLoss the same over the held-out rows; they take no part in training
   */
  record Trained(MultiLayerNetwork network, List<Double> trainingLoss, List<Double> heldOutLoss) {}

  /** Trains on the rows that are not held out. */
  Trained train(
      TrainingRows rows,
      FeatureSettings features,
      Standardisation standardisation,
      NetworkSettings settings) {
    SparkDl4jMultiLayer network =
        new SparkDl4jMultiLayer(
            spark.sparkContext(),
            settings.shape(features.width()).configuration(),
            master(rows, settings));
    JavaRDD<DataSet> batches =
        batches(rows.trained(), settings.batchSize(), features.width(), standardisation);
    List<Double> trainingLoss = new ArrayList<>();
    List<Double> heldOutLoss = new ArrayList<>();
    try (Progress.Task task = progress.start("train-quality", "epochs", settings.epochs())) {
      for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
        network.fit(batches);
        FeedForward weights = Dl4jWeights.of(network.getNetwork());
        double loss = meanLoss(rows.trained(), weights, standardisation);
        double unseen = meanLoss(rows.heldOut(), weights, standardisation);
        trainingLoss.add(loss);
        heldOutLoss.add(unseen);
        task.at(epoch, String.format(Locale.ROOT, "loss %.4f, held out %.4f", loss, unseen));
      }
    }
    return new Trained(network.getNetwork(), trainingLoss, heldOutLoss);
  }

  /** One averaging split an epoch: a worker of a split takes all batches of its shard. */
  private static ParameterAveragingTrainingMaster master(
      TrainingRows rows, NetworkSettings settings) {
    long steps = -Math.floorDiv(-rows.largestShard(), settings.batchSize());
    return new ParameterAveragingTrainingMaster.Builder(
            rows.trained().getNumPartitions(), settings.batchSize())
        .batchSizePerWorker(settings.batchSize())
        .averagingFrequency(Math.toIntExact(Math.max(1, steps)))
        .workerPrefetchNumBatches(0)
        .repartionData(Repartition.Never)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .storageLevel(null)
        .rngSeed(settings.seed())
        .build();
  }

  /** Batches of float32: features B × D, labels B × 1. Made anew on each pass, never stored. */
  private static JavaRDD<DataSet> batches(
      JavaRDD<LabelledRow> rows, int batchSize, int width, Standardisation standardisation) {
    return rows.mapPartitions(part -> new Batches(part, batchSize, width, standardisation), true);
  }

  private record Batches(
      Iterator<LabelledRow> rows, int batchSize, int width, Standardisation standardisation)
      implements Iterator<DataSet> {

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public DataSet next() {
      List<LabelledRow> batch = new ArrayList<>();
      while (batch.size() < batchSize && rows.hasNext()) {
        batch.add(rows.next());
      }
      float[][] x = new float[batch.size()][width];
      float[][] y = new float[batch.size()][1];
      for (int i = 0; i < x.length; i++) {
        standardisation.write(batch.get(i).features(), x[i], 0);
        y[i][0] = batch.get(i).good() ? 1 : 0;
      }
      return new DataSet(Nd4j.createFromArray(x), Nd4j.createFromArray(y));
    }
  }

  private double meanLoss(
      JavaRDD<LabelledRow> rows, FeedForward weights, Standardisation standardisation) {
    Broadcast<FeedForward> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(weights);
    try {
      List<double[]> sums =
          rows.mapPartitions(
                  part -> {
                    double[] sum = new double[2];
                    while (part.hasNext()) {
                      LabelledRow row = part.next();
                      sum[0] += shared.value().loss(row.features(), standardisation, row.good());
                      sum[1]++;
                    }
                    return List.of(sum).iterator();
                  })
              .collect();
      double loss = sums.stream().mapToDouble(sum -> sum[0]).sum();
      double n = sums.stream().mapToDouble(sum -> sum[1]).sum();
      return loss / n;
    } finally {
      shared.destroy();
    }
  }
}
