package dev.nightshift.classifiers.quality;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Deeplearning4j network whose parameters are one flat vector and which is trained a step at a
 * time: gradient, a change of it by the caller, the network's own updater. For one thread. Owns
 * native memory.
 */
public final class FlatNetwork implements AutoCloseable {

  /** What is done to the mean gradient of a step before the updater sees it. */
  @FunctionalInterface
  public interface GradientChange {
    /**
     * Changes a gradient.
     *
     * @param gradient mean over the rows of the step, without the penalty on weights; changed in
     *     place
     * @param parameters the parameters before the step; only read
     */
    void apply(float[] gradient, float[] parameters);
  }

  private final MultiLayerNetwork network;
  private final Updater updater;
  private int steps;

  /** A network with fresh weights. */
  public FlatNetwork(NetworkShape shape) {
    this.network = new MultiLayerNetwork(shape.configuration());
    network.init();
    this.updater = network.getUpdater();
  }

  /** The network itself, for its file. */
  MultiLayerNetwork network() {
    return network;
  }

  /** All parameters, layer by layer as Deeplearning4j lays them out; a copy. */
  public float[] parameters() {
    return network.params().toFloatVector();
  }

  /** Sets all parameters, and forgets moments and steps. */
  public void start(float[] parameters) {
    if (parameters.length != network.numParams()) {
      throw new IllegalArgumentException(
          parameters.length + " numbers were given for " + network.numParams() + " parameters");
    }
    assign(network.params(), parameters);
    INDArray moments = updater.getStateViewArray();
    if (moments != null) {
      moments.assign(0);
    }
    steps = 0;
  }

  /**
   * Takes a step.
   *
   * @param features the rows, [B, D]
   * @param labels 1 or 0 for each, [B, 1]
   * @param change of the gradient, or null for none
   * @return mean cross entropy in nats before the step, without the penalty on weights
   */
  public double step(float[][] features, float[][] labels, @Nullable GradientChange change) {
    try (INDArray x = Nd4j.createFromArray(features);
        INDArray y = Nd4j.createFromArray(labels)) {
      network.setInput(x);
      network.setLabels(y);
      network.computeGradientAndScore();
      double loss = network.score() - network.calcRegularizationScore(true);
      Gradient gradient = network.gradient();
      if (change != null) {
        change(gradient.gradient(), features.length, change);
      }
      // The updater divides the sum over the rows by their number and adds the penalty.
      updater.update(
          network, gradient, steps, 0, features.length, LayerWorkspaceMgr.noWorkspaces());
      network.params().subi(gradient.gradient());
      steps++;
      return loss;
    }
  }

  private void change(INDArray sum, int rows, GradientChange change) {
    float[] gradient = sum.toFloatVector();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= rows;
    }
    change.apply(gradient, parameters());
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= rows;
    }
    assign(sum, gradient);
  }

  private static void assign(INDArray target, float[] values) {
    try (INDArray given = Nd4j.createFromArray(values)) {
      target.assign(given.reshape(target.shape()));
    }
  }

  /** Writes the network as a file that Deeplearning4j reads. */
  public void write(Path file) throws IOException {
    ModelSerializer.writeModel(network, file.toFile(), false);
  }

  /** The network as plain arrays, for scoring. */
  public FeedForward feedForward() {
    return Dl4jWeights.of(network);
  }

  @Override
  public void close() {
    network.close();
  }
}
