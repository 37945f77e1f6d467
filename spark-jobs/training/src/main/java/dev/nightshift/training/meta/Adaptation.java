package dev.nightshift.training.meta;

import dev.nightshift.training.meta.Learner.Judged;
import dev.nightshift.training.meta.Learner.Phase;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * How a learner adapts to an episode: what it makes of the query before the first step on the
 * support, after each of the first ten, after each tenth behind them, and after the last: judging a
 * query costs more than a step. Prototypes have nothing to adapt, so their curve is one point.
 *
 * @param <D> examples
 */
public final class Adaptation<D> {

  /** The query is judged after each of so many steps, then after each multiple of that. */
  private static final int JUDGED = 10;

  private final Learner<D> learner;
  private final MetaSettings settings;
  private final InnerLoop<D> inner;

  /** The adaptation of a learner. */
  public Adaptation(Learner<D> learner, MetaSettings settings) {
    this.learner = learner;
    this.settings = settings;
    this.inner = new InnerLoop<>(learner, settings);
  }

  /**
   * The curve of an episode.
   *
   * @param number the episode's number
   * @param task id of its task
   * @param losses mean loss of the query after 0, 1, … steps; NaN where it was not judged
   * @param accuracies share of the query that is answered right; NaN where that means nothing
   * @param wholes share of the query's answers that are right in all their tokens; NaN where that
   *     means nothing
   */
  public record Curve(
      long number, String task, double[] losses, double[] accuracies, double[] wholes)
      implements Serializable {

    public Curve {
      losses = losses.clone();
      accuracies = accuracies.clone();
      wholes = wholes.clone();
    }

    /** Whether the query was judged after so many steps. */
    public boolean isJudged(int steps) {
      return Adaptation.isJudged(steps, losses.length - 1);
    }
  }

  private static boolean isJudged(int steps, int last) {
    return steps <= JUDGED || steps % JUDGED == 0 || steps == last;
  }

  /**
   * Adapts to an episode.
   *
   * @param parameters all parameters by name; left as they are
   * @param number the episode's number
   */
  public Curve curve(Map<String, Tensor> parameters, Episode<D> episode, long number) {
    if (!settings.method().adapts()) {
      return point(parameters, episode, number);
    }
    int points = settings.evaluationSteps() + 1;
    double[] losses = unknown(points);
    double[] accuracies = unknown(points);
    double[] wholes = unknown(points);
    InnerLoop.Memory memory = new InnerLoop.Memory(episode.draw());
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> fast = inner.leaves(parameters);
      for (int at = 0; at < points; at++) {
        if (isJudged(at, points - 1)) {
          try (PointerScope point = new PointerScope();
              NoGradGuard noGrad = new NoGradGuard()) {
            Judged query = learner.judge(fast, episode.query(), Phase.EVALUATION);
            losses[at] = query.loss().item_double();
            accuracies[at] = query.right() / query.units();
            wholes[at] = query.whole();
          }
        }
        if (at + 1 < points) {
          fast = inner.plainStep(fast, episode.support(), Phase.EVALUATION, memory).parameters();
        }
      }
    }
    return new Curve(number, episode.task(), losses, accuracies, wholes);
  }

  private static double[] unknown(int count) {
    double[] values = new double[count];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /** The parameters after the steps of a measurement; they belong to the caller's scope. */
  public Map<String, Tensor> adapted(Map<String, Tensor> parameters, Episode<D> episode) {
    Map<String, Tensor> fast = inner.leaves(parameters);
    InnerLoop.Memory memory = new InnerLoop.Memory(episode.draw());
    for (int step = 0; step < settings.evaluationSteps(); step++) {
      fast = inner.plainStep(fast, episode.support(), Phase.EVALUATION, memory).parameters();
    }
    return fast;
  }

  private Curve point(Map<String, Tensor> parameters, Episode<D> episode, long number) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Judged query =
          Prototypes.judge(
              learner.features(parameters, episode.support(), Phase.EVALUATION),
              learner.classes(episode.support()),
              learner.features(parameters, episode.query(), Phase.EVALUATION),
              learner.classes(episode.query()));
      return new Curve(
          number,
          episode.task(),
          new double[] {query.loss().item_double()},
          new double[] {query.right() / query.units()},
          new double[] {Double.NaN});
    }
  }
}
