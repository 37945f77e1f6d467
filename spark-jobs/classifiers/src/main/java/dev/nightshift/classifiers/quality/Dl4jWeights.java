package dev.nightshift.classifiers.quality;

import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies the weights out of a Deeplearning4j network. */
public final class Dl4jWeights {

  private Dl4jWeights() {}

  /**
   * The network as plain arrays.
   *
   * @param network one dense layer with relu, one output layer with one logistic unit
   */
  public static FeedForward of(MultiLayerNetwork network) {
    if (network.getnLayers() != 2
        || !(network.getLayer(0).conf().getLayer() instanceof DenseLayer)
        || !(network.getLayer(1).conf().getLayer() instanceof OutputLayer)) {
      throw new IllegalArgumentException(
          "a quality network has a dense and an output layer: " + network.summary());
    }
    float[] outputBias = parameter(network, 1, DefaultParamInitializer.BIAS_KEY);
    return new FeedForward(
        parameter(network, 0, DefaultParamInitializer.WEIGHT_KEY),
        parameter(network, 0, DefaultParamInitializer.BIAS_KEY),
        parameter(network, 1, DefaultParamInitializer.WEIGHT_KEY),
        outputBias[0]);
  }

  /** A parameter row by row, whatever order it has in memory. */
  private static float[] parameter(MultiLayerNetwork network, int layer, String key) {
    INDArray array = network.getLayer(layer).getParam(key);
    float[] values = new float[Math.toIntExact(array.length())];
    // Biases are vectors of rank 1; asked for (row, column) they silently give their first element.
    long columns = array.rank() == 1 ? 0 : array.columns();
    for (int i = 0; i < values.length; i++) {
      values[i] = columns == 0 ? array.getFloat(i) : array.getFloat(i / columns, i % columns);
    }
    return values;
  }
}
