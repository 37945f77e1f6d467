package dev.nightshift.classifiers.quality;

import java.io.Serializable;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The network of a quality classifier: one hidden layer with relu, one logistic output, weights
 * drawn after Glorot and Bengio 2010, trained on cross entropy.
 *
 * @param inputs numbers of a row, D
 * @param hidden units of the hidden layer, H
 * @param updater what makes a step of a gradient
 * @param learningRate its rate
 * @param l2 strength of the penalty on squared weights
 * @param seed of the first weights
 */
public record NetworkShape(
    int inputs, int hidden, NetworkUpdater updater, double learningRate, double l2, long seed)
    implements Serializable {

  public NetworkShape {
    if (inputs < 1 || hidden < 1) {
      throw new IllegalArgumentException(inputs + " inputs and " + hidden + " hidden units");
    }
    if (!(learningRate > 0) || !(l2 >= 0)) {
      throw new IllegalArgumentException("a rate of " + learningRate + " with a penalty of " + l2);
    }
  }

  /** The network as Deeplearning4j builds it. */
  public MultiLayerConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(updater.at(learningRate))
        .weightInit(WeightInit.XAVIER)
        .l2(l2)
        .list()
        .layer(
            new DenseLayer.Builder().nIn(inputs).nOut(hidden).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.XENT)
                .nIn(hidden)
                .nOut(1)
                .activation(Activation.SIGMOID)
                .build())
        .build();
  }
}
