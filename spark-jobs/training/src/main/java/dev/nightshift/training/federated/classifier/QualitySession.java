package dev.nightshift.training.federated.classifier;

import dev.nightshift.classifiers.quality.FeedForward;
import dev.nightshift.classifiers.quality.FlatNetwork;
import dev.nightshift.classifiers.quality.FlatNetwork.GradientChange;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.Vectors;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.Deadline;
import dev.nightshift.training.federated.client.LocalOrder;
import dev.nightshift.training.federated.client.LocalResult;
import dev.nightshift.training.federated.client.LocalSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients that train a Deeplearning4j network by its own updater, one after the other.
 *
 * <p>Moments of the updater start from zero in each round: a client is drawn seldom, so moments of
 * its last round belong to other parameters; and a change then depends on the server's parameters,
 * the client and the round alone, as with plain gradient descent.
 *
 * <p>Scores are those of {@link FeedForward}, as the published model gives them.
 */
final class QualitySession implements ClientSession {

  /** Held-out rows of a part. */
  private static final int PART = 256;

  private final QualityProgram program;
  private final List<int[]> clients;
  private final FeatureFile rows;
  private final @Nullable FeatureFile heldOut;
  private final FlatNetwork network;

  QualitySession(
      QualityProgram program,
      List<int[]> clients,
      FeatureFile rows,
      @Nullable FeatureFile heldOut) {
    this.program = program;
    this.clients = clients;
    this.rows = rows;
    this.heldOut = heldOut;
    this.network = new FlatNetwork(program.network());
  }

  @Override
  public float[] initial() {
    return network.parameters();
  }

  @Override
  public int examples(int client) {
    return clients.get(client).length;
  }

  @Override
  public LocalResult train(
      int client,
      long round,
      float[] start,
      LocalSettings settings,
      float @Nullable [] correction,
      boolean mislabelled) {
    if (settings.learningRate() != program.network().learningRate()) {
      throw new IllegalStateException(
          "clients train at "
              + settings.learningRate()
              + ", the network at "
              + program.network().learningRate());
    }
    int[] own = clients.get(client);
    long steps = settings.steps(own.length);
    Deadline deadline = Deadline.begin(settings, steps);
    LocalOrder order = new LocalOrder(settings, client, round, own.length);
    GradientChange drift = drift(start, settings, correction);
    network.start(start);
    double sum = 0;
    long examples = 0;
    for (long step = 1; step <= steps; step++) {
      int[] places = order.ofStep(step);
      double loss = step(own, places, mislabelled, drift);
      if (!Double.isFinite(loss)) {
        throw new WorkException(
            "the loss of step " + step + " is " + loss,
            "client " + client,
            "Lower the learning rate.");
      }
      sum += loss * places.length;
      examples += places.length;
      deadline.check(step);
    }
    float[] change = network.parameters();
    for (int i = 0; i < change.length; i++) {
      change[i] -= start[i];
    }
    return new LocalResult(change, steps, sum / examples);
  }

  private double step(
      int[] own, int[] places, boolean mislabelled, @Nullable GradientChange drift) {
    float[][] x = new float[places.length][program.network().inputs()];
    float[][] y = new float[places.length][1];
    for (int i = 0; i < places.length; i++) {
      LabelledFeatures row = rows.row(own[places[i]]);
      program.standardisation().write(row.features(), x[i], 0);
      y[i][0] = row.good() != mislabelled ? 1 : 0;
    }
    return network.step(x, y, drift);
  }

  /** g + μ (w − w₀) + c − cᵢ, clipped; null where that changes nothing. */
  private static @Nullable GradientChange drift(
      float[] start, LocalSettings settings, float @Nullable [] correction) {
    double mu = settings.proximal();
    if (mu == 0 && correction == null && settings.clip() == 0) {
      return null;
    }
    return (gradient, parameters) -> {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] +=
            (float) (mu * (parameters[i] - start[i])) + (correction == null ? 0 : correction[i]);
      }
      if (settings.clip() > 0) {
        Vectors.clip(gradient, settings.clip());
      }
    };
  }

  @Override
  public int heldOutParts() {
    return heldOut == null ? 0 : (heldOut.count() + PART - 1) / PART;
  }

  @Override
  public Map<String, double[]> measure(float[] parameters, int part) {
    if (heldOut == null) {
      throw new IllegalStateException("nothing is held out");
    }
    network.start(parameters);
    FeedForward scorer = network.feedForward();
    double[] loss = new double[2];
    double[] right = new double[2];
    int end = Math.min(heldOut.count(), (part + 1) * PART);
    for (int number = part * PART; number < end; number++) {
      LabelledFeatures row = heldOut.row(number);
      loss[0] += scorer.loss(row.features(), program.standardisation(), row.good());
      boolean said = scorer.probability(row.features(), program.standardisation()) >= .5;
      right[0] += said == row.good() ? 1 : 0;
      loss[1]++;
      right[1]++;
    }
    Map<String, double[]> sums = new LinkedHashMap<>();
    sums.put("loss", loss);
    sums.put("accuracy", right);
    return sums;
  }

  @Override
  public void close() {
    network.close();
    try {
      rows.close();
      if (heldOut != null) {
        heldOut.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
