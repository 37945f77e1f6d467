package dev.nightshift.training.federated.attack;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.federated.client.LabelledPoints;
import dev.nightshift.training.federated.client.SoftmaxProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * A problem of classification that needs no data: C classes of points x = m_y + z with centres m of
 * norm about the separation and normal z. Each client prefers one class, which it has a share of
 * its points from; the rest come from all alike.
 *
 * @param classes C
 * @param width numbers of a point
 * @param separation expected norm of a centre
 * @param preference share of a client's points that come from its own class; 0 for IID clients
 */
public record GaussianClasses(int classes, int width, double separation, double preference) {

  /** Ten classes in twenty dimensions, of which logistic regression tells about nine in ten. */
  public static GaussianClasses ten() {
    return new GaussianClasses(10, 20, 3, .3);
  }

  /**
   * A problem with its clients.
   *
   * @param seed decides all of it
   * @param clients number of clients
   * @param points training points of each
   * @param heldOut points to measure on
   */
  public SoftmaxProgram program(long seed, int clients, int points, int heldOut) {
    double[][] centres = new double[classes][width];
    for (int c = 0; c < classes; c++) {
      CounterRandom random = CounterRandom.of(seed, "centre", c);
      for (int i = 0; i < width; i++) {
        centres[c][i] = separation / Math.sqrt(width) * random.nextGaussian();
      }
    }
    List<LabelledPoints> all = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      CounterRandom random = CounterRandom.of(seed, "points", client);
      all.add(points(random, centres, points, client % classes, preference));
    }
    CounterRandom random = CounterRandom.of(seed, "held out", 0);
    return new SoftmaxProgram(classes, all, points(random, centres, heldOut, 0, 0));
  }

  private LabelledPoints points(
      CounterRandom random, double[][] centres, int count, int own, double share) {
    float[] features = new float[count * width];
    long[] labels = new long[count];
    for (int p = 0; p < count; p++) {
      int label = random.nextDouble() < share ? own : random.nextInt(classes);
      labels[p] = label;
      for (int i = 0; i < width; i++) {
        features[p * width + i] = (float) (centres[label][i] + random.nextGaussian());
      }
    }
    return new LabelledPoints(width, features, labels);
  }
}
