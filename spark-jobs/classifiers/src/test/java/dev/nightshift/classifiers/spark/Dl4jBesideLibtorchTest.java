package dev.nightshift.classifiers.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.classifiers.TestSpark;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Deeplearning4j trains over Spark between two computations of libtorch, in one JVM and with one
 * version of JavaCPP and OpenBLAS: neither disturbs the other.
 */
class Dl4jBesideLibtorchTest {

  private static final int BATCH = 32;
  private static final int WIDTH = 20;

  @Test
  void trainsBetweenTwoComputationsOfLibtorch() {
    float[] before = product();
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext());
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      batches.add(batch(i));
    }
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(4, BATCH)
            .batchSizePerWorker(BATCH)
            .averagingFrequency(4)
            .workerPrefetchNumBatches(0)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .storageLevel(null)
            .rngSeed(7)
            .build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(context, configuration(), master);
    DataSet all = DataSet.merge(batches);
    double untrained = network.getNetwork().score(all);
    JavaRDD<DataSet> rows = context.parallelize(batches, 4);
    for (int epoch = 0; epoch < 8; epoch++) {
      network.fit(rows);
    }
    assertThat(network.getNetwork().score(all)).isLessThan(untrained / 4);
    assertThat(product()).isEqualTo(before);
  }

  /** Rows whose label tells whether their first five numbers sum to more than 0. */
  private static DataSet batch(int number) {
    CounterRandom random = CounterRandom.of(1, "rows", number);
    float[][] x = new float[BATCH][WIDTH];
    float[][] y = new float[BATCH][1];
    for (int i = 0; i < BATCH; i++) {
      float sum = 0;
      for (int j = 0; j < WIDTH; j++) {
        x[i][j] = (float) random.nextGaussian();
        sum += j < 5 ? x[i][j] : 0;
      }
      y[i][0] = sum > 0 ? 1 : 0;
    }
    return new DataSet(Nd4j.createFromArray(x), Nd4j.createFromArray(y));
  }

  private static MultiLayerConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Adam(0.03))
        .list()
        .layer(new DenseLayer.Builder().nIn(WIDTH).nOut(16).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.XENT)
                .nIn(16)
                .nOut(1)
                .activation(Activation.SIGMOID)
                .build())
        .build();
  }

  /** A matrix product of libtorch, large enough to go through BLAS and its threads. */
  private static float[] product() {
    try (PointerScope scope = new PointerScope()) {
      Tensor a =
          torch.arange(new org.bytedeco.pytorch.Scalar(256 * 256)).to(torch.ScalarType.Float);
      Tensor b = torch.sin(a).reshape(256, 256);
      Tensor c = torch.matmul(b, b).contiguous();
      float[] out = new float[256 * 256];
      c.data_ptr_float().get(out);
      return out;
    }
  }
}
